//! A repository of sixty services with old findings: the commands of the README take it to a green run, and one new finding
//! fails.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::project::{Outcome, Project};

const SERVICES: usize = 60;

/// What four kinds of services are built by; `N` is the number of the service.
const KINDS: [&str; 4] = [
    "FROM python:3.12-slim\n\
     RUN apt-get update && apt-get install -y --no-install-recommends curl\n\
     WORKDIR /srv\nCOPY requirements.txt .\nRUN pip install gunicorn==23.0\n\
     ADD https://files.example.invalid/model-N.bin /srv/\nCMD [\"gunicorn\", \"app\"]\n",
    "FROM node:20 AS build\nWORKDIR /app\nRUN npm install -g pnpm@9\nRUN pnpm add left-N\n\
     FROM nginx:1.27\nCOPY --from=build /app/dist /usr/share/nginx/html\n",
    "FROM golang:1.23 AS build\nRUN go install example.invalid/tool-N@v1\n\
     FROM debian:12-slim\nRUN curl -fsSLo /usr/bin/init https://files.example.invalid/init-N\n\
     COPY --from=build /go/bin/tool /app\nCMD [\"/app\"]\n",
    "FROM debian:12\nRUN apt-get update && apt-get install -y openjdk-17-jre-headless wget\n\
     RUN wget -O /opt/agent.jar https://files.example.invalid/agent-N.jar\n\
     RUN pip install --no-cache-dir tool-N\nCMD [\"java\", \"-jar\", \"/opt/app.jar\"]\n",
];

fn services() -> Project {
    let project = Project::new();
    for number in 0..SERVICES {
        let text = KINDS[number % KINDS.len()].replace('N', &number.to_string());
        project.write(&format!("services/s{number:02}/Dockerfile"), text);
        project.write(&format!("services/s{number:02}/requirements.txt"), "");
    }
    project.git(&["init", "--quiet"]);
    for (key, value) in [("user.name", "x"), ("user.email", "x@example.invalid")] {
        project.git(&["config", key, value]);
    }
    project.git(&["add", "--all"]);
    project.git(&["commit", "--quiet", "--message", "x"]);
    project
}

/// The lines of the block of shell under a heading of the README.
fn readme(heading: &str) -> Vec<String> {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md"));
    let text = text.expect("the README is there");
    let section = text.split(&format!("## {heading}\n")).nth(1).expect("the heading is there");
    let block = section.split("```sh\n").nth(1).and_then(|rest| rest.split("```").next());
    block.expect("a block of shell").lines().map(str::to_owned).collect()
}

/// The command of the example for CI.
fn ci() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/ci/gitlab-ci.yml");
    let text = fs::read_to_string(path).expect("the example is there");
    let job: Value = serde_saphyr::from_str(&text).expect("YAML");
    job["minestop"]["script"][0].as_str().expect("a script").to_owned()
}

fn shell(directory: &Path, line: &str) -> Outcome {
    let binary = Path::new(env!("CARGO_BIN_EXE_minestop")).parent().expect("a directory");
    let path = std::env::var("PATH").unwrap_or_default();
    let mut sh = Command::new("sh");
    sh.current_dir(directory).args(["-ec", line]);
    let output = sh.env("PATH", format!("{}:{path}", binary.display())).output().expect("sh");
    Outcome {
        code: output.status.code().expect("it ends by itself"),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

/// The STOPs of the services wherever one stands, without the directory in front.
fn stops(directory: &Path, argument: &str) -> (i32, Vec<String>) {
    let run = shell(directory, &format!("minestop lint --quiet --format short {argument}"));
    let line = |line: &str| {
        let at = line.find("services/s").unwrap_or(0);
        line.get(at..).unwrap_or_default().to_owned()
    };
    (run.code, run.out.lines().filter(|it| it.contains(": STOP[")).map(line).collect())
}

#[test]
fn sixty_services_reach_a_green_run_by_five_commands_and_one_new_finding_fails() {
    let project = services();
    let root = project.path(".");
    let old = stops(&root, "--preset locked-down").1.len();
    assert_eq!(old, 240, "old findings");

    let commands = readme("Start in a repository");
    assert_eq!(commands.len(), 5, "{commands:?}");
    for (number, line) in commands.iter().enumerate() {
        let run = shell(&root, line);
        let expected = i32::from(number == 0);
        assert_eq!(run.code, expected, "{line}: {}{}", run.out, run.err);
    }

    // CI works in a clone of what was committed
    let elsewhere = tempfile::tempdir().expect("a directory can be made");
    let (clone, moved) = (elsewhere.path().join("clone"), elsewhere.path().join("moved"));
    project.git(&["clone", "--quiet", ".", &clone.to_string_lossy()]);
    let green = shell(&clone, &ci());
    assert_eq!(green.code, 0, "{}{}", green.out, green.err);
    assert!(green.out.contains("\nGO: 60 files, 0 STOP"), "{}", green.out);

    let changed = "services/s07/Dockerfile";
    let text = fs::read_to_string(clone.join(changed)).expect("a Dockerfile");
    fs::write(clone.join(changed), format!("{text}RUN pip install evil\n")).expect("it is written");
    let red = shell(&clone, &ci());
    assert_eq!(red.code, 1, "{}", red.out);
    assert_eq!(red.out.matches("STOP[").count(), 1, "the new one alone: {}", red.out);
    assert!(red.out.contains("STOP: 60 files, 1 STOP"), "{}", red.out);

    // neither where the repository lies nor where one stands changes what is new
    let here = stops(&clone, ".");
    assert_eq!((here.0, here.1.len()), (1, 1), "{here:?}");
    assert!(here.1[0].starts_with("services/s07/Dockerfile:6:"), "{here:?}");
    fs::rename(&clone, &moved).expect("it can be moved");
    let name = moved.display().to_string();
    let standing = [
        (moved.clone(), "."),
        (moved.join("services"), ".."),
        (moved.join("services/s07"), "../.."),
        (PathBuf::from("/"), name.as_str()),
    ];
    for (from, argument) in standing {
        assert_eq!(stops(&from, argument), here, "from {}", from.display());
    }
}
