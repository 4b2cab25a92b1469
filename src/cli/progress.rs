//! A progress bar on standard error, if that is a terminal.

use std::io::{self, IsTerminal as _};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::filesystem::Budget;

const STEP: Duration = Duration::from_millis(100);

/// Does `work` while the bar shows how far `budget` is; `size` is what there is to read, if that is known.
pub(super) fn during<T>(
    budget: &Budget,
    size: Option<u64>,
    quiet: bool,
    work: impl FnOnce() -> T,
) -> T {
    if quiet || !io::stderr().is_terminal() {
        return work();
    }
    let bar = size.map_or_else(ProgressBar::new_spinner, ProgressBar::new);
    let shape = match size {
        Some(_) => "{bar:40} {bytes}/{total_bytes}, {msg}",
        None => "{spinner} {bytes}, {msg}",
    };
    if let Ok(style) = ProgressStyle::with_template(shape) {
        bar.set_style(style);
    }
    let done = AtomicBool::new(false);
    let draw = || {
        bar.set_position(budget.read());
        bar.set_message(format!("{} entries", budget.entries()));
    };
    draw();
    bar.tick();
    thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                thread::sleep(STEP);
                draw();
            }
            bar.finish_and_clear();
        });
        let outcome = work();
        done.store(true, Ordering::Relaxed);
        outcome
    })
}
