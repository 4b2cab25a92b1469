//! minestop on a terminal: a progress bar is drawn, and nothing waits for it.

use std::fs::File;
use std::io::Read as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use crate::project::Project;
use crate::scan::tar;

#[test]
fn a_scan_on_a_terminal_shows_how_far_it_is_and_ends() {
    let project = Project::new();
    project.write("root.tar", tar(&[("etc/motd", b"hello")]));
    let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a terminal can be made");
    grantpt(&ours).and_then(|()| unlockpt(&ours)).expect("it can be used");
    let name = ptsname(&ours, Vec::new()).expect("it has a name").into_string().expect("UTF-8");
    let theirs = File::options().read(true).write(true).open(name).expect("it can be opened");
    let mut child = Command::new(env!("CARGO_BIN_EXE_minestop"))
        .args(["scan", "root.tar"])
        .current_dir(project.path(""))
        .env("TERM", "xterm")
        .stdout(Stdio::null())
        .stderr(theirs)
        .spawn()
        .expect("it starts");
    let end = Instant::now() + Duration::from_mins(1);
    let status = loop {
        if let Some(status) = child.try_wait().expect("it can be asked") {
            break Some(status);
        }
        if Instant::now() > end {
            child.kill().expect("it can be ended");
            break None;
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    assert_eq!(status.and_then(|status| status.code()), Some(0), "it waits for itself");
    let mut shown = [0; 4096];
    let count = File::from(ours).read(&mut shown).expect("it has drawn");
    let shown = String::from_utf8_lossy(&shown[..count]).into_owned();
    assert!(shown.contains("entries"), "{shown:?}");
}
