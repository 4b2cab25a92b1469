//! `lint` with programs, build files and manifests of the context.

use super::project::Project;

/// A Dockerfile that takes `files` and does `last`, linted; what `--format short` says.
fn said(last: &str, files: &[(&str, &str)]) -> String {
    let dockerfile = format!("FROM debian:12\nCOPY . /app\n{last}\n");
    let mut all = vec![("Dockerfile", dockerfile.as_str())];
    all.extend(files);
    Project::with(&all).run(&["lint", "--no-policy", "--format", "short"]).out
}

#[test]
fn programs_that_start_a_miner_stop_the_build_in_every_language() {
    let programs = [
        (
            "a.py",
            "import subprocess as s\nname = 'xm' + 'rig'\ns.run([f'/opt/{name}', '-o', 'h:1'])\n",
        ),
        ("a.py", "from os import system as go\ngo('/opt/%s' % 'xmrig')\n"),
        ("a.py", "import os\nos.system(''.join(map(chr, [120, 109, 114, 105, 103])))\n"),
        ("a.py", "import base64, os\nexec(base64.b64decode('b3Muc3lzdGVtKCJ4bXJpZyIp'))\n"),
        ("a.py", "import os\nf = lambda x: x[::-1]\nos.system(f('girmx'))\n"),
        ("a.py", "import os\ngetattr(os, 'sys' + 'tem')('xmrig')\n"),
        (
            "a.js",
            "const { spawn: go } = require('child_process');\ngo(['xm', 'rig'].join(''), []);\n",
        ),
        ("a.mjs", "import cp from 'node:child_process'\ncp.exec(`/opt/${'xm'}rig`)\n"),
        ("a.ts", "require('child_process').execSync('girmx'.split('').reverse().join(''))\n"),
        ("a.rb", "r = 'rig'\nsystem \"xm#{r}\"\n"),
        ("a.rb", "`/opt/xmrig`\n"),
        ("a.pl", "my $r = reverse 'girmx';\nexec $r;\n"),
        ("a.php", "<?php $a = 'xm'; $a .= 'rig'; shell_exec($a);\n"),
        ("a.lua", "os.execute('xm' .. 'rig')\n"),
        ("a.jl", "run(`xmrig`)\n"),
        ("a.awk", "BEGIN { c = \"xm\"; print 1 | c \"rig\" }\n"),
        ("a.exs", "System.cmd(\"xmrig\", [])\n"),
        ("a.py", "import os\ndef g():\n    yield 'xm'\n    yield 'rig'\nos.system(''.join(g()))\n"),
        (
            "a.py",
            "import os\nclass A:\n    def __str__(self): return 'xm' + 'rig'\nos.system(str(A()))\n",
        ),
        (
            "a.py",
            "import os\nclass A:\n    @property\n    def n(self):\n        return 'xm' + 'rig'\n    def go(self):\n        os.system(self.n)\n",
        ),
        ("a.pl", "open F, \"|xm\" . \"rig -o h:1\";\n"),
        ("a.pl", "open(F, \"xm\" . \"rig|\");\n"),
        ("a.mjs", "await $`xmrig -o h:1`\n"),
        ("a.js", "new Worker(`require('child_process').exec('xm' + 'rig')`, {eval: true})\n"),
        ("a.js", "const m = new CoinHive.User('k', 'u'); m.start();\n"),
    ];
    for (name, text) in programs {
        let out = said("RUN true", &[(name, text)]);
        assert!(out.contains("STOP[miner-command]"), "{name}: {text}{out}");
    }
}

#[test]
fn compiled_languages_count_where_the_build_compiles_them() {
    let programs = [
        (
            "main.go",
            "go build",
            "package main\nfunc main() { exec.Command(\"xm\"+\"rig\").Run() }\n",
        ),
        (
            "src/main.rs",
            "cargo build",
            "fn main() { Command::new(\"/opt/xmrig\").arg(\"-o\").spawn(); }\n",
        ),
        ("a.c", "gcc a.c", "int main() { return system(\"/opt/\" \"xmrig\"); }\n"),
        ("a.c", "gcc a.c", "int main() { char *a[] = { \"/opt/xmrig\", 0 }; execv(a[0], a); }\n"),
        ("a.c", "gcc a.c", "int main() { char *a[2] = { \"xmrig\" }; fexecve(f, a, environ); }\n"),
        (
            "A.java",
            "javac A.java",
            "class A { void a() { new ProcessBuilder(\"/opt/xmrig\").start(); } }\n",
        ),
        (
            "A.java",
            "mvn package",
            "class A { void a() { Runtime.getRuntime().exec(\"/opt/xmrig\"); } }\n",
        ),
        ("P.cs", "dotnet build", "var i = new ProcessStartInfo();\ni.FileName = \"/opt/xmrig\";\n"),
        ("a.groovy", "groovy a.groovy", "\"xmrig -o h:1\".execute()\n"),
        ("a.kt", "./gradlew build", "fun main() { ProcessBuilder(\"xmrig\").start() }\n"),
        ("a.swift", "swift build", "let p = Process()\np.launchPath = \"/opt/xmrig\"\n"),
    ];
    for (name, build, text) in programs {
        let out = said(&format!("RUN cd /app && {build}"), &[(name, text)]);
        assert!(out.contains("STOP[miner-command]"), "{name}: {text}{out}");
        let out = said("RUN true", &[(name, text)]);
        assert!(!out.contains("STOP"), "{name}: {text}{out}");
    }
}

#[test]
fn a_computed_program_warns_in_every_language() {
    let programs = [
        ("a.py", "import os, base64\nos.system(base64.b64decode(open('x').read()))\n"),
        ("a.py", "import zlib\nexec(zlib.decompress(data))\n"),
        ("a.js", "require('child_process').exec(String.fromCharCode(a, b))\n"),
        ("a.php", "<?php eval(base64_decode($x));\n"),
    ];
    for (name, text) in programs {
        let out = said("RUN true", &[(name, text)]);
        assert!(out.contains("WARN[obfuscated-command]"), "{name}: {text}{out}");
    }
}

#[test]
fn ordinary_programs_say_nothing() {
    let programs = [
        (
            "a.py",
            "import subprocess\ndef run(args):\n    return subprocess.run(args, check=True)\n",
        ),
        (
            "watch.py",
            "BAD = ['xmrig', 'minerd']\nfor p in ps():\n    if p.name in BAD: subprocess.run(['pkill', p.name])\n",
        ),
        ("a.js", "const m = /x(m)rig/.exec(line); db.exec('SELECT xmrig FROM miners')\n"),
        ("exporter.go", "const namespace = \"lolminer\" // metrics\n"),
        ("a.py", "import sys, os\nos.execv(sys.executable, [sys.executable] + sys.argv)\n"),
        ("a.rb", "# `xmrig` is what we look for\nputs 'xmrig'\n"),
        ("a.pl", "open(F, '>', 'xmrig'); open G, \"xmrig\";\n"),
        ("a.py", "def g():\n    yield 'xm'\n    yield 'rig'\nprint(''.join(g()))\n"),
        ("a.js", "new Worker('./xmrig.js'); new Shop.User('coinhive')\n"),
    ];
    for (name, text) in programs {
        let out = said("RUN go build ./... && npm ci", &[(name, text)]);
        assert!(!out.contains("STOP") && !out.contains("WARN"), "{name}: {text}{out}");
    }
}

#[test]
fn addresses_that_a_program_fetches_are_judged() {
    let programs = [
        (
            "a.py",
            "import requests\nB = 'https://github.com/xmrig/'\nrequests.get(B + 'xmrig/archive/v6.tar.gz')\n",
        ),
        ("a.js", "fetch('https://github.com/xmrig/xmrig/releases/download/v6/x.tar.gz')\n"),
        ("a.rb", "URI.open('https://github.com/xmrig/xmrig/archive/x.zip')\n"),
    ];
    for (name, text) in programs {
        let out = said("RUN true", &[(name, text)]);
        assert!(out.contains("STOP[miner-source]"), "{name}: {text}{out}");
    }
    let link = "HELP = 'like https://github.com/xmrig/xmrig'\n";
    assert!(!said("RUN true", &[("a.py", link)]).contains("STOP"));
}

#[test]
fn build_files_are_the_commands_that_their_tools_run() {
    let files = [
        ("Makefile", "A = xm\nall:\n\t@$(A)$(subst x,r,xig) -o h:1\n"),
        ("rules.mk", "X := $(shell xmrig)\n"),
        ("justfile", "a := 'xm'\nb:\n    {{a}}rig\n"),
        ("Taskfile.yml", "tasks:\n  a:\n    cmds:\n      - xmrig -o h:1\n"),
        ("CMakeLists.txt", "set(A xm)\nexecute_process(COMMAND ${A}rig -o h:1)\n"),
        ("Procfile", "web: ./server\nworker: xmrig\n"),
        ("composer.json", "{\"scripts\":{\"post-install-cmd\":[\"@php a\",\"xmrig\"]}}"),
        ("deno.json", "{\"tasks\":{\"a\":\"xmrig\"}}"),
        ("tox.ini", "[testenv]\ncommands =\n    xmrig\n"),
        ("pom.xml", "<executable>/opt/xmrig</executable><argument>-o</argument>"),
        ("build.xml", "<exec executable='xmrig'><arg value='-o'/></exec>"),
        ("a.csproj", "<Exec Command=\"xmrig -o h:1\" />"),
        ("Rakefile", "task(:a) { sh 'xmrig' }\n"),
        ("build.gradle", "task a(type: Exec) { commandLine 'xmrig', '-o' }\n"),
        ("binding.gyp", "{'a': '<!(xmrig -o h:1)'}"),
        ("playbook.yml", "- hosts: all\n  tasks:\n  - shell: xmrig\n"),
        (".git/config", "[alias]\n\tx = !xmrig\n"),
        ("package.json", "\u{feff}{\"scripts\":{\"a\":\"b\"},\"scripts\":{\"start\":\"xmrig\"}}"),
        ("PKGBUILD", "build() {\n  xmrig\n}\n"),
    ];
    for (name, text) in files {
        let out = said("RUN true", &[(name, text)]);
        assert!(out.contains("STOP[miner-command]"), "{name}: {text}{out}");
    }
    let other = said("RUN make -f /app/rules.txt", &[("rules.txt", "all:\n\txmrig\n")]);
    assert!(other.contains("STOP[miner-command]"), "{other}");
}

#[test]
fn manifests_name_what_they_take_from_elsewhere() {
    let files = [
        ("package.json", "{\"dependencies\":{\"web\":\"npm:xmr-miner@1\"}}"),
        ("yarn.lock", "xmr-miner@^1.0.0:\n  version \"1.0.0\"\n"),
        (
            "pyproject.toml",
            "[project]\ndependencies = [\"w @ git+https://github.com/xmrig/xmrig.git\"]\n",
        ),
        ("go.mod", "module a\nrequire github.com/robvanmieghem/gominer v1.0.0\n"),
        (".gitmodules", "[submodule \"w\"]\n\turl = https://github.com/xmrig/xmrig.git\n"),
        ("Gemfile", "gem 'w', git: 'https://github.com/xmrig/xmrig'\n"),
        ("Brewfile", "brew \"xmrig\"\n"),
        ("default.nix", "fetchFromGitHub { url = \"https://github.com/xmrig/xmrig\"; }\n"),
        (
            "CMakeLists.txt",
            "FetchContent_Declare(w GIT_REPOSITORY https://github.com/xmrig/xmrig.git)\n",
        ),
        ("requirements/base.txt", "w \\\n  @ git+https://github.com/xmrig/xmrig.git\n"),
    ];
    for (name, text) in files {
        let out = said("RUN true", &[(name, text)]);
        assert!(out.contains("STOP[miner-source]"), "{name}: {text}{out}");
    }
    let prose =
        "{\"name\":\"exporter\",\"description\":\"watches https://github.com/xmrig/xmrig\"}";
    assert!(!said("RUN true", &[("package.json", prose)]).contains("STOP"));
}

#[test]
fn reading_a_program_twice_as_long_takes_about_twice_as_long() {
    let unit = [
        "a = a + 'x'\n",
        "f(",
        "'\\''",
        "\"\\\"",
        "`\\`",
        "x = lambda y: x(y)\nos.system(x(x('a')))\n",
        "os.system('{}'.format(b'",
        "tr/",
        "/*\n",
        "r#\"",
        "[[{(",
        "'''",
    ];
    for unit in unit {
        let time = |count: usize| {
            let text = format!("import os\nos.system(x)\n{}", unit.repeat(count));
            let project = Project::with(&[
                ("Dockerfile", "FROM debian:12\nCOPY . /\n"),
                ("a.py", &text),
                ("a.js", &text),
                ("a.pl", &text),
            ]);
            let start = std::time::Instant::now();
            project.run(&["lint", "--no-policy"]);
            start.elapsed()
        };
        let (small, large) = (time(5_000), time(20_000));
        // four times the text, with project for a busy machine; what is quadratic takes sixteen times as long
        assert!(
            large < small * 8 + std::time::Duration::from_secs(2),
            "{unit:?}: {small:?} {large:?}"
        );
    }
}

/// A Monero address that anybody can make: its checksum is right.
const WALLET: &str = "44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A";

#[test]
fn settings_that_configure_a_miner_stop_the_build_whoever_reads_them() {
    let pool = format!("{{\"u\":\"stratum+tcp://h.example.invalid:1\",\"w\":\"{WALLET}\"}}");
    let files = [
        ("a.json", "{\"pools\":[{\"url\":\"192.0.2.1:443\",\"user\":\"u\",\"algo\":\"rx/0\"}]}"),
        (
            "a.json",
            "{\"po\\u006fls\":[{\"url\":\"str\\u0061tum+tcp://h.example.invalid:1\",\"user\":\"u\"}]}",
        ),
        (
            "a.json",
            "{\"algo\":\"kawpow\",\"pools\":[{\"user\":\"u\",\"url\":\"h.example.invalid:1\",\"pass\":\"x\"}]}",
        ),
        (
            "a.json",
            "{\"algorithm\":\"randomx\",\"pools\":[{\"pool\":\"h.example.invalid:1\",\"wallet\":\"w\"}]}",
        ),
        ("a.json", pool.as_str()),
        ("a.yaml", "pools:\n  - url: 192.0.2.1:443\n    user: u\n    coin: monero\n"),
        ("a.toml", "[pool]\nurl = \"stratum+ssl://h.example.invalid:1\"\nuser = \"u\"\n"),
        ("a.ini", "[Etchash]\nwallet = w\nrigName = r\npool1 = h.example.invalid:1\n"),
        (".env", "POOL=h.example.invalid:1\nWALLET=w\n"),
        ("zcash.conf", "gen=1\ngenproclimit=-1\n"),
        ("coinofnobody.conf", "rpcuser=u\ngen=1\n"),
    ];
    for (name, text) in files {
        let out = said("RUN true", &[(name, text)]);
        assert!(out.contains("STOP[miner-file-content]"), "{name}: {text}{out}");
    }
}

#[test]
fn ordinary_settings_and_lists_say_nothing() {
    let list: Vec<String> = (1..30)
        .map(|n| format!("  - url: stratum+tcp://p{n}.example.invalid:1\n    user: u\n"))
        .collect();
    let list = format!("pools:\n{}", list.concat());
    let files = [
        (
            "a.json",
            "{\"pools\":[{\"url\":\"db.example.invalid:5432\",\"user\":\"u\",\"pass\":\"p\"}]}",
        ),
        (
            "a.json",
            "{\"server\":\"kms:443\",\"algorithm\":\"sha256\",\"user\":\"u\",\"password\":\"p\"}",
        ),
        ("rules.yaml", "- rule: mining\n  condition: cmdline contains stratum+tcp\n  user: root\n"),
        ("block.json", "{\"blocked\":[\"pool.supportxmr.com:443\",\"xmr.2miners.com:2222\"]}"),
        ("pools.yaml", list.as_str()),
        (".env", "WALLET=/opt/oracle/wallet\nPOOL=appPool\n"),
        ("bitcoin.conf", "regtest=1\ngen=1\nrpcuser=u\n"),
        ("bitcoin.conf", "gen=0\nrpcuser=u\n"),
        ("tests/pool.json", "{\"url\":\"stratum+tcp://h.example.invalid:1\",\"user\":\"u\"}"),
    ];
    for (name, text) in files {
        let out = said("RUN true", &[(name, text)]);
        assert!(!out.contains("STOP"), "{name}: {text}{out}");
    }
}

#[test]
fn scripts_of_pages_are_judged() {
    let loaded = "<script src=\"https://cdn.example.invalid/coinhive.min.js\"></script>";
    assert!(said("RUN true", &[("index.html", loaded)]).contains("STOP[miner-source]"));
    let inline = format!("<script>start(\"moneroocean.stream\", \"{WALLET}\")</script>");
    assert!(said("RUN true", &[("index.html", &inline)]).contains("STOP[miner-file-content]"));
    let run = format!("start(\"&#109;oneroocean.stream\", \"{WALLET}\")");
    for page in [
        "<IFRAME SRC=https://www.hostingcloud.racing/x.html>".to_owned(),
        format!("<body ONLOAD='{run}'>"),
        format!("<a href='javascript:{run}'>x</a>"),
        "<ScRiPt src=//coinhive.com/lib/coinhive.min.js></sCrIpT>".to_owned(),
    ] {
        // of any length: a page has no line where its text ends
        let page = format!("<p>{}</p>{page}", "text ".repeat(20_000));
        let out = said("RUN true", &[("index.html", &page)]);
        assert!(out.contains("STOP"), "{out}");
    }
    let link = "<p onclick='open()'>x</p><a href=https://coinhive.com/lib/coinhive.min.js>x</a>";
    assert!(!said("RUN true", &[("index.html", link)]).contains("STOP"));
    let prose = "<p>xmrig and coinhive.min.js mine</p><script>show('xmrig')</script>";
    assert!(!said("RUN true", &[("index.html", prose)]).contains("STOP"));
}

#[test]
fn a_wallet_in_code_counts_where_that_code_is_started() {
    let code = format!("ADDRESS = '{WALLET}'\n");
    assert!(
        said("CMD [\"python3\", \"/app/pay.py\"]", &[("pay.py", &code)])
            .contains("STOP[wallet-address]")
    );
    assert!(!said("CMD [\"python3\", \"-m\", \"shop\"]", &[("pay.py", &code)]).contains("STOP"));
    let tests = [("tests/test_pay.py", code.as_str()), ("start.sh", "#!/bin/sh\nexec xmrig\n")];
    assert!(!said("RUN true", &tests).contains("STOP[wallet-address]"));
}

#[test]
fn files_of_options_are_read_as_options() {
    let options = [("args", "--donate-level=1\n-o h.example.invalid:1\n")];
    assert!(
        said("ENTRYPOINT [\"/opt/a\", \"@/app/args\"]", &options).contains("STOP[miner-command]")
    );
}

#[test]
fn what_a_program_decodes_and_hands_to_a_shell_is_hidden() {
    let program = |script: &str| {
        format!(
            "const {{ spawn }} = require('child_process');\nspawn('/bin/sh', ['-c', {script}]);\n"
        )
    };
    let hidden = program("Buffer.from(require('./a.json').b, 'hex').toString()");
    let out = said("CMD [\"node\", \"/app/a.js\"]", &[("a.js", &hidden)]);
    assert!(out.contains("WARN[obfuscated-command]"), "{out}");
    let shown = program("Buffer.from(require('./a.json').b, 'utf8').toString()");
    let out = said("CMD [\"node\", \"/app/a.js\"]", &[("a.js", &shown)]);
    assert!(!out.contains("obfuscated-command"), "{out}");
}
