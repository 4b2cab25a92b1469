//! `minestop lint`: verdicts, exit codes and messages.

use super::project::{CLEAN, POOL, Project, outcome};

#[test]
fn a_comment_covers_the_instruction_behind_it_and_no_other() {
    let project = Project::with(&[("minestop.toml", "inline-ignores = \"allow\"\n")]);
    let miner = "RUN ./xmrig \\\n  --help\n";
    let comment = "# minestop: ignore[miner-command] a test\n";
    for covered in 0..5 {
        let line = |at| if at == covered { [comment, miner].concat() } else { miner.to_owned() };
        let text: String = (0..5).map(line).collect();
        project.write("Dockerfile", format!("FROM debian:12\n{text}"));
        let run = project.run(&["lint", "--format", "json", "Dockerfile"]);
        let report: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
        let findings = report["files"][0]["findings"].as_array().expect("findings").iter();
        let lines = findings.filter(|it| it["action"] == "STOP").map(|it| it["line"].as_u64());
        let line = |at: u64| Some(2 + 2 * at + u64::from(at >= covered));
        let wanted: Vec<_> = (0..5).filter(|at| *at != covered).map(line).collect();
        assert_eq!(lines.collect::<Vec<_>>(), wanted, "{text}");
    }
}

#[test]
fn the_exit_code_is_the_verdict() {
    let project = Project::with(&[("clean/Dockerfile", CLEAN), ("pool/Dockerfile", POOL)]);
    assert_eq!(project.run(&["lint", "clean"]).code, 0);
    assert_eq!(project.run(&["lint", "pool"]).code, 1);
    assert_eq!(project.run(&["lint"]).code, 1);
    assert_eq!(project.run(&["lint", "--fail-on", "never"]).code, 0);
}

#[test]
fn a_warning_fails_only_a_run_that_asks_for_it() {
    let project = Project::with(&[("Dockerfile", POOL)]);
    let warn = ["lint", "--warn", "mining-pool", "--fail-on"];
    assert_eq!(project.run(&[&warn[..], &["warn"]].concat()).code, 1);
    assert_eq!(project.run(&[&warn[..], &["stop"]].concat()).code, 0);
}

#[test]
fn the_last_of_stop_warn_and_go_wins() {
    let project = Project::with(&[("Dockerfile", POOL)]);
    let run = |args: &[&str]| project.run(&[&["lint", "--format", "short"], args].concat());
    let warned = run(&["--stop", "mining-pool", "--go", "mining-pool", "--warn", "mining-pool"]);
    assert!(warned.out.contains("WARN[mining-pool]"), "{}", warned.out);
    let stopped = run(&["--warn", "mining-pool", "--go", "all", "--stop", "miner"]);
    assert!(stopped.out.contains("STOP[mining-pool]"), "{}", stopped.out);
    assert_eq!(run(&["--go", "mining-pool", "--quiet"]).out, "");
}

#[test]
fn what_one_file_writes_hides_nothing_in_the_next() {
    let writes = "FROM debian\nRUN printf xmrig > /list\n";
    let takes = "FROM debian\nCOPY xmrig /tool\n";
    let names = ["a/Dockerfile", "b/Dockerfile", "c/Dockerfile"].map(|name| (name, writes));
    let project = Project::with(&[&names[..], &[("z/Dockerfile", takes)]].concat());
    let run = project.run(&["lint", "--jobs", "1", "--format", "short"]);
    assert!(run.out.contains("z/Dockerfile:2:6: STOP[miner-source]"), "{}", run.out);
}

#[test]
fn a_build_argument_names_another_frontend() {
    let project = Project::with(&[("Dockerfile", CLEAN)]);
    let lint = |image: &str| {
        let argument = format!("BUILDKIT_SYNTAX={image}");
        let quiet = ["lint", "--quiet", "--preset", "default", "--format", "short"];
        project.run(&[&quiet[..], &["--build-arg", &argument]].concat())
    };
    let run = lint("frontend.example.invalid/other:1");
    let said = "WARN[foreign-frontend] frontend `frontend.example.invalid/other:1` (--build-arg BUILDKIT_SYNTAX)";
    assert!(run.out.contains(said), "{}", run.out);
    assert_eq!(lint("docker/dockerfile:1").out, "");
}

#[test]
fn a_path_that_does_not_exist_is_one_clear_error_beside_the_rest() {
    let project = Project::with(&[("Dockerfile", POOL)]);
    let run = project.run(&["lint", "--format", "short", "Dockerfile", "missing"]);
    assert_eq!(run.code, 2);
    let (first, rest) = run.out.split_once('\n').unwrap();
    assert_eq!(first, "missing: ERROR no such file or directory");
    assert!(rest.contains("STOP[mining-pool]"), "{rest}");
    assert_eq!(run.err, "minestop: missing: no such file or directory\n");
}

#[test]
fn nothing_to_lint_is_an_exit_code_of_its_own() {
    let project = Project::with(&[("README.md", "")]);
    let run = project.run(&["lint"]);
    assert_eq!(run.code, 3);
    assert_eq!(
        run.err,
        "minestop: no Dockerfile found\n  help: name the files: `minestop lint path/to/file`\n"
    );
}

#[test]
fn usage_errors_are_told_apart_from_verdicts() {
    let project = Project::with(&[("Dockerfile", CLEAN)]);
    for args in [
        &["lint", "--wrong"][..],
        &["lint", "--format", "xml"],
        &["lint", "--format", "json", "--format", "short"],
        &["lint", "--stop", "no-such-rule"],
        &["lint", "--platform", "linux"],
        &["lint", "--build-arg", "=x"],
        &["lint", "--today", "yesterday"],
        &["lint", "--policy", "x", "--no-policy"],
        &["lint", "--policy", "missing.toml"],
        &["lint", "--preset", "x"],
        &["unknown"],
        &[],
    ] {
        let run = project.run(args);
        assert_eq!(run.code, 2, "{args:?}: {}", run.err);
        assert_eq!(run.out, "", "{args:?}");
        assert!(!run.err.is_empty(), "{args:?}");
    }
    assert_eq!(project.run(&["--version"]).code, 0);
    assert_eq!(project.run(&["lint", "--help"]).code, 0);
}

#[test]
fn standard_input_has_the_name_given_to_it() {
    let project = Project::new();
    let run = outcome(project.command(&["lint", "--format", "short", "-"]).write_stdin(POOL));
    assert_eq!(run.code, 1);
    assert!(run.out.starts_with("<stdin>:2:"), "{}", run.out);
    let args = ["lint", "--format", "short", "--stdin-filename", "web/Dockerfile", "-"];
    let run = outcome(project.command(&args).write_stdin(POOL));
    assert!(run.out.starts_with("web/Dockerfile:2:"), "{}", run.out);
}

#[test]
fn a_build_argument_may_come_from_the_environment() {
    let project = Project::with(&[(
        "Dockerfile",
        "FROM debian:12\nARG WHERE\nCMD run $WHERE\nRUN run $WHERE\n",
    )]);
    let pool = "stratum+tcp://pool.example.invalid:1";
    let given = format!("WHERE={pool}");
    assert_eq!(project.run(&["lint"]).code, 0);
    assert_eq!(project.run(&["lint", "--build-arg", &given]).code, 1);
    assert_eq!(project.run(&["lint", "--build-arg", "WHERE"]).code, 0);
    let mut command = project.command(&["lint", "--build-arg", "WHERE"]);
    assert_eq!(outcome(command.env("WHERE", pool)).code, 1);
}

#[test]
fn a_file_that_is_too_large_is_refused_and_not_skipped() {
    let project = Project::new();
    project.write("Dockerfile", vec![b'#'; 16 * 1024 * 1024 + 1]);
    let run = project.run(&["lint", "--format", "short", "--quiet"]);
    assert_eq!(run.code, 1);
    assert_eq!(
        run.out,
        "Dockerfile:1:1: STOP[syntax-error] the file is larger than 16777216 bytes\n"
    );
}

#[test]
fn the_order_does_not_depend_on_the_number_of_jobs() {
    let project = Project::new();
    for n in 0..60 {
        project.write(&format!("d{n:02}/Dockerfile"), if n % 3 == 0 { POOL } else { CLEAN });
    }
    let one = project.run(&["lint", "--jobs", "1"]);
    assert_eq!(one.out, project.run(&["lint", "--jobs", "7"]).out);
    assert!(one.out.ends_with("STOP: 60 files, 20 STOP, 0 WARN, 0 GO\n"), "{}", one.out);
}

#[test]
fn a_reader_that_leaves_early_is_no_error() {
    let project = Project::new();
    for n in 0..300 {
        project.write(&format!("d{n}/Dockerfile"), POOL);
    }
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_minestop"))
        .args(["lint"])
        .current_dir(project.path("."))
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("minestop starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("minestop ends");
    assert_eq!(output.status.code(), Some(1), "the verdict stays");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn colours_follow_the_option_then_the_environment() {
    let project = Project::with(&[("Dockerfile", POOL)]);
    let colored = |args: &[&str], env: &[(&str, &str)]| {
        let mut command = project.command(&[&["lint"], args].concat());
        command.env("TERM", "xterm").envs(env.iter().copied());
        outcome(&mut command).out.contains('\u{1b}')
    };
    assert!(!colored(&[], &[]), "no terminal");
    assert!(colored(&["--color", "always"], &[("NO_COLOR", "1")]));
    assert!(!colored(&["--color", "never"], &[("FORCE_COLOR", "1")]));
    assert!(colored(&[], &[("FORCE_COLOR", "1")]));
    assert!(colored(&[], &[("CLICOLOR_FORCE", "1")]));
    assert!(!colored(&[], &[("CLICOLOR_FORCE", "0")]));
    assert!(!colored(&[], &[("FORCE_COLOR", "1"), ("NO_COLOR", "1")]));
    assert!(colored(&[], &[("FORCE_COLOR", "1"), ("NO_COLOR", "")]));
}

#[test]
fn stages_that_the_target_does_not_need_are_left_out() {
    let text = "FROM debian:12 AS good\nRUN make\nFROM debian:12 AS bad\nCMD [\"x\", \"-o\", \"stratum+tcp://pool.example.invalid:1\"]\nFROM good AS last\nCOPY --from=bad /x /x\n";
    let project = Project::with(&[("Dockerfile", text)]);
    for (args, code) in [
        (&["lint"][..], 1),
        (&["lint", "--target", "good"], 0),
        (&["lint", "--target", "bad"], 1),
        (&["lint", "--target", "last"], 1),
        (&["lint", "--target", "missing"], 1),
    ] {
        let run = project.run(args);
        assert_eq!(run.code, code, "{args:?}: {}{}", run.out, run.err);
    }
}

#[test]
fn a_command_finds_the_proxy_that_a_build_argument_sets() {
    let project =
        Project::with(&[("Dockerfile", "FROM debian:12\nRUN run $ALL_PROXY\nUSER web\n")]);
    assert_eq!(project.run(&["lint", "Dockerfile"]).code, 0);
    let argument = "all_proxy=stratum+tcp://pool.example.invalid:1";
    let run = project.run(&["lint", "--build-arg", argument, "Dockerfile"]);
    assert_eq!((run.code, run.out.contains("pool.example.invalid")), (1, true), "{}", run.out);
}
