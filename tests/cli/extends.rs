//! A policy that stands on another one can only tighten it, unless that one says otherwise.

use super::project::{CLEAN, Outcome, POOL, Project};

/// What an organisation says.
const ORG: &str = "\
preset = \"default\"
fail-on = \"stop\"
inline-ignores = \"lower-warn\"
require-expiry = true

[rules.untrusted-image]
action = \"stop\"
allow = [\"debian:12\"]

[rules.denied-user]
action = \"warn\"
allow = [\"web\"]

[rules.mining-proxy]
action = \"off\"

[rules.foreign-shell]
action = \"go\"
";

fn project(repository: &str) -> Project {
    Project::with(&[
        ("org/minestop.toml", ORG),
        ("r/minestop.toml", &format!("extends = [\"../org/minestop.toml\"]\n{repository}")),
        ("r/Dockerfile", CLEAN),
    ])
}

fn short(project: &Project, args: &[&str]) -> Outcome {
    project.run(&[&["lint", "-q", "--format", "short", "r"], args].concat())
}

#[test]
fn what_a_repository_does_not_say_is_what_the_organisation_says() {
    let project = project("");
    assert_eq!(short(&project, &[]).code, 0);
    project.write("r/Dockerfile", "FROM debian:13\nUSER monero\n");
    let run = short(&project, &[]);
    assert_eq!(run.code, 1);
    assert!(run.out.contains("STOP[untrusted-image]"), "{}", run.out);
    assert!(run.out.contains("WARN[denied-user]"), "{}", run.out);
    assert!(
        project.run(&["lint", "r"]).out.contains("decided by: org/minestop.toml:7:1"),
        "the line"
    );
}

#[test]
fn stop_alone_is_looser_than_stop_and_warn() {
    let project = Project::with(&[
        ("org/minestop.toml", "fail-on = \"warn\"\n"),
        ("r/minestop.toml", "extends = [\"../org/minestop.toml\"]\nfail-on = \"stop\"\n"),
        ("r/Dockerfile", CLEAN),
    ]);
    let run = short(&project, &[]);
    assert!(run.err.contains("this loosens `fail-on`"), "{}", run.err);
}

#[test]
fn what_is_free_is_replaced_and_what_is_not_goes_on() {
    let user = |free: &str, name: &str| {
        let org = format!("{free}[rules.denied-user]\naction = \"stop\"\ndeny = [\"bob\"]\n");
        let own = "extends = [\"../org/minestop.toml\"]\n[rules.denied-user]\ndeny = [\"eve\"]\n";
        let text = format!("FROM debian:12\nUSER {name}\n");
        let files =
            [("org/minestop.toml", &*org), ("r/minestop.toml", own), ("r/Dockerfile", &*text)];
        short(&Project::with(&files), &[]).code
    };
    let free = "free = [\"rules.denied-user\"]\n";
    assert_eq!([user(free, "bob"), user(free, "eve")], [0, 1]);
    assert_eq!([user("", "bob"), user("", "eve")], [1, 1]);
}

#[test]
fn exceptions_are_shown_as_they_are_written() {
    let text = "[[exceptions]]\nrules = [\"mining-pool\", \"miner-env\"]\nfiles = [\"a/**\", \"b\"]\nmatch = \"x*\"\nreason = \"a test\"\nexpires = 2099-01-01\n";
    let project = Project::with(&[("minestop.toml", text)]);
    let shown = project.run(&["policy", "show"]).out;
    for line in text.lines() {
        assert!(shown.lines().any(|it| it.starts_with(line)), "{line} in\n{shown}");
    }
}

#[test]
fn the_files_of_a_policy_are_shown() {
    let text =
        "[files]\ninclude = [\"*.docker\"]\nexclude = [\"old/**\", \"b\"]\nworkflows = true\n";
    let project = Project::with(&[("minestop.toml", text)]);
    let shown = project.run(&["policy", "show"]).out;
    assert!(shown.lines().any(|it| it == "[files]  # minestop.toml:1"), "{shown}");
    for line in text.lines().skip(1) {
        assert!(shown.lines().any(|it| it == line), "{line} in\n{shown}");
    }
}

#[test]
fn every_loosening_is_an_error_at_its_place() {
    let exception =
        "[[exceptions]]\nrules = [\"mining-pool\"]\nreason = \"x\"\nexpires = 2099-01-01\n";
    let loosening = [
        ("fail-on = \"never\"\n", "2:1", "fail-on"),
        ("inline-ignores = \"allow\"\n", "2:1", "inline-ignores"),
        ("require-expiry = false\n", "2:1", "require-expiry"),
        ("free = [\"exceptions\"]\n", "2:9", "exceptions"),
        (exception, "2:1", "exceptions"),
        ("[files]\nexclude = [\"a\"]\n", "3:1", "files"),
        ("[rules.untrusted-image]\naction = \"warn\"\n", "3:1", "rules.untrusted-image"),
        ("[rules.untrusted-image]\nallow = [\"*\"]\n", "3:1", "rules.untrusted-image"),
        ("rules.untrusted-image.allow = [\"*\"]\n", "2:23", "rules.untrusted-image"),
        ("rules = { untrusted-image = { action = \"off\" } }\n", "2:31", "rules.untrusted-image"),
        ("[rules.denied-user]\naction = \"off\"\n", "3:1", "rules.denied-user"),
        ("[rules.denied-user]\naction = \"go\"\n", "3:1", "rules.denied-user"),
        ("[rules.foreign-shell]\naction = \"off\"\n", "3:1", "rules.foreign-shell"),
        (
            "[rules.denied-user]\naction = \"stop\"\nallow = [\"monero\"]\n",
            "4:1",
            "rules.denied-user",
        ),
        ("[rules.denied-user]\nonly-effective = true\n", "3:1", "rules.denied-user"),
        ("[rules.pipe-to-shell]\nknown-installers = true\n", "3:1", "rules.pipe-to-shell"),
        ("[rules.mining-pool]\naction = \"go\"\n", "3:1", "rules.mining-pool"),
    ];
    for (text, place, key) in loosening {
        let run = short(&project(text), &[]);
        assert_eq!(run.code, 2, "{text}: {}", run.out);
        assert!(run.err.contains(&format!("this loosens `{key}`")), "{text}: {}", run.err);
        assert!(run.err.contains(&format!("r/minestop.toml:{place}\n")), "{text}: {}", run.err);
    }
    let locked = project("preset = \"default\"\n");
    locked.write("org/minestop.toml", "preset = \"locked-down\"\n");
    assert!(short(&locked, &[]).err.contains("this loosens `preset`"));
}

#[test]
fn every_tightening_counts() {
    let stricter = [
        ("fail-on = \"warn\"\n", "FROM debian:12\nUSER monero\n"),
        ("[rules.denied-user]\naction = \"stop\"\n", "FROM debian:12\nUSER monero\n"),
        (
            "[rules.denied-user]\naction = \"stop\"\ndeny = [\"bob\"]\n",
            "FROM debian:12\nUSER bob\n",
        ),
        (
            "[rules.denied-user]\naction = \"stop\"\ndeny = [\"bob\"]\n",
            "FROM debian:12\nUSER monero\n",
        ),
        ("[rules.mining-proxy]\naction = \"stop\"\n", "FROM debian:12\nCMD [\"xmrig-proxy\"]\n"),
        ("preset = \"locked-down\"\n", "FROM debian:12\nRUN apt-get install -y curl\n"),
        ("[indicators]\nnames = [\"ourminer\"]\n", "FROM debian:12\nCMD [\"ourminer\"]\n"),
        ("[files]\ninclude = [\"*.recipe\"]\n", "FROM debian:12\n"),
    ];
    for (text, dockerfile) in stricter {
        let project = project(text);
        project.write("r/Dockerfile", dockerfile);
        project.write("r/x.recipe", POOL);
        let run = short(&project, &[]);
        assert_eq!(run.code, 1, "{text}: {}{}", run.out, run.err);
    }
    let project = project("[rules.denied-user]\ndeny = [\"bob\"]\n");
    project.write("r/Dockerfile", "FROM debian:12\nUSER web\n");
    assert_eq!(short(&project, &[]).out, "", "what the organisation lets pass passes");
}

#[test]
fn what_an_organisation_leaves_free_may_be_loosened() {
    let free = "free = [\"exceptions\", \"rules.untrusted-image\", \"files\"]\n";
    let project = project(
        "[rules.untrusted-image]\nallow = [\"alpine:3\"]\n[files]\nexclude = [\"old/**\"]\n\
         [[exceptions]]\nrules = [\"mining-pool\"]\nreason = \"a talk\"\nexpires = 2099-01-01\n",
    );
    project.write("org/minestop.toml", format!("{free}{ORG}"));
    project.write("r/Dockerfile", POOL.replace("debian:12", "alpine:3"));
    project.write("r/old/Dockerfile", POOL);
    let run = short(&project, &[]);
    assert_eq!((run.code, run.out.as_str()), (0, ""), "{}", run.err);
    project.write("r/Dockerfile", CLEAN);
    assert!(
        short(&project, &[]).out.contains("STOP[untrusted-image]"),
        "its own list alone counts"
    );
    project.write("org/minestop.toml", "free = [\"rules.untrusted-imag\", \"colour\"]\n");
    let run = project.run(&["policy", "check", "org/minestop.toml"]);
    assert!(run.code == 2 && run.err.matches("unknown key").count() == 2, "{}", run.err);
}

#[test]
fn a_chain_is_named_in_every_report_and_may_be_pinned() {
    let project = project("");
    let json = project.run(&["lint", "r", "--format", "json"]).out;
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let files = json["policies"][0]["files"].as_array().expect("files");
    assert_eq!(files.len(), 2);
    let digest = files[1]["sha256"].as_str().expect("a digest").to_owned();
    for format in ["human", "short", "github", "compliance", "html", "sarif", "markdown", "rdjson"]
    {
        let out = project.run(&["lint", "r", "--format", format]).out;
        let dot = out.replace("&#46;", ".").replace("&#47;", "/");
        assert!(dot.contains("org/minestop.toml"), "{format}: {out}");
    }
    let pinned = |pin: &str| {
        let text = format!("extends = {{ path = \"../org/minestop.toml\", sha256 = \"{pin}\" }}\n");
        project.write("r/minestop.toml", text);
        short(&project, &[])
    };
    assert_eq!(pinned(&digest.to_uppercase()).code, 0);
    let other = pinned(&"0".repeat(64));
    assert!(other.code == 2 && other.err.contains("another SHA-256"), "{}", other.err);
    assert!(other.err.contains(&format!("write `{digest}`")), "{}", other.err);
    assert!(pinned("abc").err.contains("64 hexadecimal digits"));
}

#[test]
fn three_policies_stand_on_each_other_and_none_on_itself() {
    let project = project("[rules.denied-user]\naction = \"warn\"\n");
    project.write(
        "team/minestop.toml",
        "extends = \"../org/minestop.toml\"\n[rules.denied-user]\naction = \"stop\"\n",
    );
    project.write(
        "r/minestop.toml",
        "extends = [\"../team/minestop.toml\", \"../org/minestop.toml\"]\n",
    );
    project.write("r/Dockerfile", "FROM debian:12\nUSER monero\n");
    assert_eq!(short(&project, &[]).code, 1, "the team is stricter than the organisation");
    project.write("org/minestop.toml", "extends = \"../r/minestop.toml\"\n");
    let run = short(&project, &[]);
    assert!(run.code == 2 && run.err.contains("this policy extends itself"), "{}", run.err);
    for (text, said) in [
        ("extends = \"gone.toml\"\n", "there is no such policy"),
        ("extends = \"https://example.invalid/p.toml\"\n", "this is no path"),
        ("extends = 7\n", "must be paths of policy files"),
        ("extends = [{ sha256 = \"x\" }]\n", "this names no policy"),
        ("extends = \".\"\n", "cannot be read"),
    ] {
        project.write("r/minestop.toml", text);
        let run = short(&project, &[]);
        assert!(run.code == 2 && run.err.contains(said), "{text}: {}", run.err);
    }
}

#[test]
fn a_long_chain_ends_with_an_error() {
    let project = Project::with(&[("r/Dockerfile", CLEAN), ("r/p0.toml", "")]);
    for number in 1..20 {
        let text = format!("extends = \"p{}.toml\"\n", number - 1);
        project.write(&format!("r/p{number}.toml"), text);
    }
    assert_eq!(short(&project, &["--policy", "r/p7.toml"]).code, 0);
    let run = short(&project, &["--policy", "r/p19.toml"]);
    assert!(run.code == 2 && run.err.contains("too long"), "{}", run.err);
}

#[test]
fn the_merged_policy_is_shown_with_the_line_of_each_key() {
    let project = project("fail-on = \"warn\"\n[rules.denied-user]\ndeny = [\n  \"bob\",\n]\n");
    let run = project.run(&["policy", "show", "r"]);
    assert_eq!(run.code, 0, "{}", run.err);
    for line in [
        "# r/minestop.toml",
        "preset = \"default\"  # org/minestop.toml:1",
        "fail-on = \"warn\"  # r/minestop.toml:2",
        "inline-ignores = \"lower-warn\"  # org/minestop.toml:3",
        "require-expiry = true  # org/minestop.toml:4",
        "allow = [\"debian:12\"]  # org/minestop.toml:8",
        "deny = [ \"bob\", ]  # r/minestop.toml:4",
        "action = \"stop\"  # preset default",
        "action = \"off\"  # org/minestop.toml:15",
    ] {
        assert!(run.out.lines().any(|shown| shown == line), "{line} in\n{}", run.out);
    }
    let merged = project.run(&["policy", "show", "r", "--off", "mining-pool"]).out;
    assert!(merged.contains("action = \"off\"  # command line"), "{merged}");
    let own = Project::with(&[("minestop.toml", &run.out)]);
    assert_eq!(own.run(&["policy", "check"]).code, 0, "what is shown is a policy");
    let bare = Project::new().run(&["policy", "show"]).out;
    assert!(
        bare.starts_with("# no policy file: the preset alone\npreset = \"default\"  # built in\n"),
        "{bare}"
    );
}

#[test]
fn a_repository_cannot_lead_the_links_of_the_organisation_elsewhere() {
    let project = project("docs-url = \"https://other.example.invalid/{rule}\"\n");
    assert_eq!(short(&project, &[]).code, 0, "nothing is said that could be replaced");
    project.write(
        "org/minestop.toml",
        format!("docs-url = \"https://wiki.example.invalid/{{rule}}\"\n{ORG}"),
    );
    let run = short(&project, &[]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("r/minestop.toml:2:1"), "{}", run.err);
    assert!(run.err.contains("this loosens `docs-url`"), "{}", run.err);
}
