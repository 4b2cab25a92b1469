//! A file of the context that is four times as long takes about four times as long to read, whatever reads it.

use std::time::{Duration, Instant};

use crate::project::Project;

/// An unoptimised build takes smaller ones of the same kind.
const COUNT: usize = if cfg!(debug_assertions) { 400 } else { 10_000 };

/// The file name, what the file starts with, and what is said in it again and again; `#` stands for a number.
const FILES: &[(&str, &str, &str)] = &[
    ("run.sh", "#!/bin/sh\n", "a#=$a1; test \"$a#\" && echo x >> /t#\n"),
    ("run.sh", "#!/bin/sh\n", "f#() { echo $1; }; f# a\n"),
    ("run.sh", "#!/bin/sh\n", "eval \"a#=x\"\n"),
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
    ("main.c", "", "int f#(void) { return system(\"x #\" A1 \"y\"); }\n"),
    ("Main.cs", "class A {\n", "string a# = \"x\" + a1; void F#() { Process.Start(a#); }\n"),
    ("main.swift", "", "let a# = \"x\\(a1)\"; system(a#)\n"),
    ("main.dart", "", "var a# = 'x$a1'; Process.run(a#, ['y'])\n"),
    ("main.hs", "", "a# = system (\"x\" <> a1)\n"),
    ("run.js", "", "const a# = `x${a1}`; require('child_process').exec(a#)\n"),
    ("run.pl", "", "my $a# = 'x' . $a1; system(qw(a #), $a#);\n"),
    ("run.awk", "", "{ a# = \"x\" a1; print | a# }\n"),
    ("run.r", "", "a# <- paste0('x', a1); system(a#)\n"),
    ("run.jl", "", "a# = \"x$(a1)\"; run(`y $a#`)\n"),
    ("run.exs", "", "a# = \"x#{a1}\"; System.cmd(a#, [\"y\"])\n"),
    ("build.xml", "<project>", "<exec executable='x'><arg value='#'/></exec>"),
    ("justfile", "all n:\n  ", "{{n}} "),
    ("a.csproj", "<Project>", "<Exec Command=\"x #\" />"),
    ("a.sls", "", "{% set a# = 'x' ~ a1 %}\nb#:\n  cmd.run:\n    - name: {{ a# }} y\n"),
    ("user-data", "#cloud-config\nruncmd:\n", "  - [x, '#']\n"),
    ("Earthfile", "", "a#:\n  RUN x # \\\n    y\n"),
    ("a.hcl", "", "command = \"x\"\nargs = [\"#\", \"y\"]\n"),
    ("a.ipynb", "{\"cells\":[", "{\"cell_type\":\"code\",\"source\":[\"!x #\\n\",\"y#()\\n\"]},"),
    ("a.bb", "", "SRC_URI = \"git://h.example.invalid/#;b=c\"\n"),
    ("SConstruct", "", "a# = 'x' + a1\nenv.Command('b', [], 'y -o %s' % a#)\n"),
    ("build.zig", "", "b.addSystemCommand(&.{ \"x\", \"#\" });\n"),
    ("ecosystem.config.js", "module.exports = [", "{ script: 'x', args: ['#', `y${a1}`] },\n"),
    ("circus.ini", "[env:a]\n", "A# = x\ncmd = y $(circus.env.A1)\n"),
    ("a.properties", "", "pool#.host = h.example.invalid\npool#.port = #\n"),
    ("a.plist", "<plist><dict>", "<key>pool#</key><string>h.example.invalid:1</string>"),
    ("a.xml", "", "<pool a='#'>"),
    ("run.bat", "set z=x\r\n", "%z:~0,1%%z:~0,1% y#\r\n"),
    ("justfile", "", "t#: t1\n\tx {{a1}} #\n"),
    ("Taskfile.yml", "tasks:\n", "  t#:\n    cmds:\n      - x #\n"),
    ("playbook.yml", "- tasks:\n", "  - shell: x #\n"),
    ("tox.ini", "", "[testenv:t#]\ncommands =\n    x #\n"),
    ("composer.json", "{\"scripts\":{", "\"s#\":[\"x\",\"@s1\"],"),
    ("binding.gyp", "{'a': [", "'<!(x #)',"),
    (".git/config", "", "[alias \"a#\"]\n\tx = !y #\n"),
    (".gitmodules", "", "[submodule \"m#\"]\n\turl = https://example.invalid/#\n"),
    (
        "yarn.lock",
        "",
        "p#@^1.0.0:\n  version \"1.0.0\"\n  resolved \"https://example.invalid/#\"\n",
    ),
    (
        "package-lock.json",
        "{\"packages\":{",
        "\"p#\":{\"resolved\":\"https://example.invalid/#\"},",
    ),
    ("default.nix", "", "a# = fetchurl { url = \"https://example.invalid/#\"; };\n"),
    ("Brewfile", "", "brew \"p#\"\n"),
    ("sources.list", "", "deb https://example.invalid/# stable main\n"),
    ("pip.conf", "[global]\n", "extra-index-url = https://example.invalid/#\n"),
    ("index.html", "", "<script src='//example.invalid/#.js'>a = 'x' + b1</script>"),
    ("index.html", "", "<script"),
    ("a.properties", "", "k#.url=h.example.invalid:1\\\n  x\n"),
];

/// What starts something that never ends, in files of a quarter of a megabyte and of one.
const UNCLOSED: &[(&str, &str, &str)] = &[
    ("a.csproj", "<Project><Exec Command=\"", "&"),
    ("a.csproj", "<PropertyGroup><A>b</A></PropertyGroup><Exec Command=\"", "$("),
    ("circus.ini", "[watcher:a]\ncmd = ", "$(circus.env."),
    ("a.sls", "a:\n  cmd.run:\n    - name: ", "{{"),
    ("tox.ini", "[testenv]\ncommands = ", "{["),
    ("justfile", "all n:\n  ", "{{"),
    ("Taskfile.yml", "tasks:\n  a:\n    cmds:\n    - ", "{{"),
];

/// The file name, what the file starts with, and what is said so often, and four times as often: how long each takes, if that
/// is too long.
fn grows((name, start, unit): (&str, &str, &str), count: usize) -> Option<(Duration, Duration)> {
    let time = |count: usize| {
        let units = (0..count).map(|number| unit.replace('#', &number.to_string()));
        let text: String = std::iter::once(start.to_owned()).chain(units).collect();
        let project = Project::with(&[
            (
                "Dockerfile",
                "FROM debian:12\nCOPY . /app\nWORKDIR /app\nRUN make && ./run.sh && nomad run a && bitbake a && zig build && just P=x all y && task P=x\n",
            ),
            (name, &text),
        ]);
        let started = Instant::now();
        project.run(&["lint", "--no-policy"]);
        started.elapsed()
    };
    // twice four, and some time for a busy machine; what is quadratic takes sixteen times as long, whenever it is tried
    let grows = || {
        let (small, large) = (time(count), time(4 * count));
        (large >= small * 8 + Duration::from_secs(2)).then_some((small, large))
    };
    grows().and_then(|_| grows()).and_then(|_| grows())
}

#[test]
fn reading_a_file_four_times_as_long_takes_about_four_times_as_long() {
    for (name, start, unit) in FILES {
        let slow = grows((name, start, unit), COUNT);
        assert!(slow.is_none(), "{name} {unit:?}: {slow:?}");
    }
}

#[test]
fn what_never_ends_is_looked_for_once() {
    for (name, start, unit) in UNCLOSED {
        let slow = grows((name, start, unit), 250_000 / unit.len());
        assert!(slow.is_none(), "{name} {unit:?}: {slow:?}");
    }
}
