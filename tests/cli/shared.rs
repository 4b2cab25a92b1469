//! Builds of one run that are given the same directory: what one has read of it is not read again, and nothing that is
//! found differs from what is found where each is judged alone.

use serde_json::Value;

use super::project::Project;

const BUILDS: [(&str, &str); 6] = [
    ("1.Dockerfile", "FROM debian:12\nCOPY . /app\n"),
    ("2.Dockerfile", "FROM golang:1\nLABEL a=b\nCOPY . /src\nRUN go build ./...\n"),
    ("3.Dockerfile", "FROM debian:12\nRUN true\nCOPY . /other\nRUN python3 run.py && bash data\n"),
    ("4.Dockerfile", "FROM debian:12\nCOPY . /app\nCMD [\"tool\", \"-c\", \"settings.json\"]\n"),
    ("5.Dockerfile", "FROM golang:1\nCOPY . /src\nRUN go build ./... && php page\n"),
    ("6.Dockerfile", "FROM debian:12\nCOPY tool.go tool.py /app/\nCOPY data /app/data.sh\n"),
];

const FILES: [(&str, &str); 9] = [
    ("tool.go", "package main\nfunc main() { exec.Command(\"xm\"+\"rig\").Run() }\n"),
    ("plain.go", "package main\nfunc main() {}\n"),
    ("tool.py", "import os\nos.system('xm' + 'rig -o stratum+tcp://pool.example.invalid:1')\n"),
    ("run.py", "import os\nx = 'stratum+tcp://pool.example'\nos.system('a ' + x + '.invalid:1')\n"),
    ("start.sh", "#!/bin/sh\nexec /opt/tool -o stratum+tcp://pool.example.invalid:1\n"),
    ("data", "exec /opt/tool -o stratum+tcp://pool.example.invalid:2\n"),
    ("page", "<?php system('tool -o stratum+tcp://pool.example.invalid:3');\n"),
    ("settings.json", "{\"pools\": [{\"url\": \"stratum+tcp://pool.example.invalid:4\"}]}\n"),
    ("5.Dockerfile.dockerignore", "*.py\n"),
];

#[test]
fn what_is_found_is_the_same_as_where_each_build_is_judged_alone() {
    let project = Project::with(&BUILDS);
    for (path, text) in FILES {
        project.write(path, text);
    }
    let builds = "services:\n  a:\n    build: {context: .., dockerfile: 2.Dockerfile}\n";
    project.write("0/compose.yaml", builds);
    let judged = |args: &[&str]| {
        let run = project.run(&[&["lint", "--no-policy", "--format", "json"], args].concat());
        let report: Value = serde_json::from_str(&run.out).expect("a report");
        report["files"].as_array().cloned().expect("files")
    };
    let alone: Vec<Value> = BUILDS.iter().flat_map(|(name, _)| judged(&[name])).collect();
    assert!(alone.iter().all(|file| !file["findings"].as_array().expect("findings").is_empty()));
    for jobs in ["1", "2"] {
        let together = judged(&["--jobs", jobs, "."]);
        assert_eq!(together.len(), BUILDS.len() + 1);
        for file in &alone {
            let same = together.iter().find(|it| it["path"] == file["path"]);
            assert_eq!(same, Some(file));
        }
    }
}
