//! `minestop observe`, which the frontend runs as a step of a build: reads the files that the step sees and writes what
//! they show. It judges nothing: the gate does.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;

use super::failure::Failure;
use super::frontend;
use super::{Exit, Host};
use crate::dockerfile::BuildOptions;
use crate::engine::Engine;
use crate::facts::File;
use crate::policy::Decider;
use crate::scan::protocol::Order;
use crate::scan::retention::Retention;

#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// Where the answer is written
    answer: PathBuf,
    /// The order, as JSON, or `@` and the path of a file that has it
    order: String,
}

pub(super) fn run(args: &Args, _host: &mut Host<'_>) -> Result<Exit, Failure> {
    let order: Order = serde_json::from_str(&order(&args.order)?)
        .map_err(|error| Failure::usage(format!("the order cannot be read: {error}")))?;
    let mut book = frontend::baked(order.image.as_deref()).map_err(Failure::usage)?;
    if let Some(text) = order.policy.clone() {
        let brought = book.bring(text).map_err(Failure::usage)?;
        book = book.replaced_by(brought);
    }
    let (decider, build) = (Decider::new(&book.policy, book.today), BuildOptions::default());
    let engine = Engine {
        intel: &book.intel,
        decider: &decider,
        build: &build,
        bundle: book.bundle.as_ref(),
    };
    let detector = crate::cli::run::detector(&book.intel, book.bundle.as_ref(), &engine);
    let run = order.names_run();
    let is_started = |file: &File| run.has(file.name());
    let retention = Retention::new(&engine, &is_started);
    // what the rules would not report need not travel
    let counts = |file: &File| retention.counts(file);
    let answer = crate::scan::remote::carry_out(&order, &run, &detector, &counts, &retention);
    let json = serde_json::to_vec(&answer)
        .map_err(|error| Failure::usage(format!("the answer cannot be written: {error}")))?;
    fs::write(&args.answer, json).map_err(|error| Failure::io(&args.answer, &error))?;
    Ok(Exit::Go)
}

/// The text of the order.
fn order(given: &str) -> Result<String, Failure> {
    let Some(path) = given.strip_prefix('@').map(Path::new) else { return Ok(given.to_owned()) };
    fs::read_to_string(path).map_err(|error| Failure::io(path, &error))
}
