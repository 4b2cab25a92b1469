//! A file of the context that is four times as long takes about four times as long to read, whatever reads it.

use std::time::{Duration, Instant};

use crate::project::Project;

/// An unoptimised build takes smaller ones of the same kind.
const COUNT: usize = if cfg!(debug_assertions) { 400 } else { 10_000 };

/// The file name, what the file starts with, and what is said in it again and again; `#` stands for a number.
const FILES: &[(&str, &str, &str)] = &[
    ("run.sh", "#!/bin/sh\n", "a#=$a1; test \"$a#\" && echo x >> /t#\n"),
    ("run.sh", "#!/bin/sh\n", "f#() { echo $1; }; f# a\n"),
    ("run.sh", "#!/bin/bash\n", "a+=(x#); echo ${a[@]:0:2} | tee -a /t | sort\n"),
    ("run.sh", "#!/bin/sh\ncat <<E > /t\n", "line # $x `y`\n"),
    ("run.sh", "#!/bin/sh\n", "cp /a# /b#; /b#/run\n"),
    ("run.ps1", "", "$a# = 'x' + $a1; & $a#\n"),
    ("run.bat", "", "set a#=x%a1%\r\ncall %a#% y\r\n"),
    ("run.tcl", "", "set a# [exec x $a1]\n"),
    ("main.go", "package main\n", "var a# = \"x\" + \"https://example.invalid/#\"\n"),
    ("main.rs", "", "fn f#() { run(\"x\", r#\"y\"#); }\n"),
    ("Main.java", "class A {\n", "String a# = \"x\" + a1 + \"y\";\n"),
    ("run.lua", "", "a# = 'x' .. a1; os.execute(a#)\n"),
    ("run.rb", "", "a# = \"x#{a1}\"; system(a#)\n"),
    ("run.php", "<?php\n", "$a# = 'x' . $a1; exec($a#);\n"),
    ("a.json", "{", "\"k#\":{\"url\":\"h.example.invalid:1\",\"user\":\"u\"},"),
    ("a.json", "", "["),
    ("a.yaml", "", "k#:\n  - url: h.example.invalid:1\n    user: u\n"),
    ("a.yaml", "", "- "),
    ("a.toml", "", "[t#]\nurl = \"h.example.invalid:1\"\n"),
    ("a.ini", "", "[s#]\nurl = h.example.invalid:1\n"),
    (".env", "", "K#=h.example.invalid:1\n"),
    ("Makefile", "all:\n", "\techo $(A#) $(shell x #)\nA# := $(A1)y\n"),
    ("Makefile", "all: t1\n", "t#: t1 t2\n\techo $@\n"),
    ("CMakeLists.txt", "", "add_custom_target(t# COMMAND x ${A1})\n"),
    ("build.gradle", "", "task t#(type: Exec) { commandLine 'x', 'y#' }\n"),
    ("pom.xml", "<project>", "<dependency><groupId>g#</groupId></dependency>"),
    ("pom.xml", "", "<a>"),
    ("package.json", "{\"scripts\":{", "\"s#\":\"npm run s1 && x\","),
    ("requirements.txt", "", "package#==1.0 --hash=sha256:00\n"),
    ("Gemfile", "", "gem 'g#', git: 'https://example.invalid/g#'\n"),
    ("go.mod", "module m\nrequire (\n", "\texample.invalid/m# v1.0.0\n"),
    ("Cargo.toml", "[dependencies]\n", "c# = { git = \"https://example.invalid/c#\" }\n"),
    ("a.service", "[Service]\n", "ExecStartPre=/bin/sh -c 'x #'\n"),
    ("crontab", "", "* * * * * root x #\n"),
    ("Procfile", "", "w#: x -a # | y\n"),
];

#[test]
fn reading_a_file_four_times_as_long_takes_about_four_times_as_long() {
    for (name, start, unit) in FILES {
        let time = |count: usize| {
            let units = (0..count).map(|number| unit.replace('#', &number.to_string()));
            let text: String = std::iter::once((*start).to_owned()).chain(units).collect();
            let project = Project::with(&[
                ("Dockerfile", "FROM debian:12\nCOPY . /app\nWORKDIR /app\nRUN make && ./run.sh\n"),
                (name, &text),
            ]);
            let started = Instant::now();
            project.run(&["lint", "--no-policy"]);
            started.elapsed()
        };
        let (small, large) = (time(COUNT), time(4 * COUNT));
        // twice four, and some time for a busy machine; what is quadratic takes sixteen times as long
        assert!(large < small * 8 + Duration::from_secs(2), "{name} {unit:?}: {small:?} {large:?}");
    }
}
