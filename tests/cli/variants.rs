//! Forms that a miner is started in beside those of the other tests, and for each one that looks like it and starts none.

use super::cases::{all_stop, none_stops, said};

#[test]
fn names_that_functions_of_a_language_make_are_worked_out() {
    all_stop(
        "STOP[miner-command]",
        &[
            (
                "RUN node -e \"require('child_process').exec([121,108,115,104,102].map(c=>String.fromCharCode(c^1)).join(''))\"",
                &[],
            ),
            (
                "RUN node -e \"const f=(s,k)=>[...s].map(c=>String.fromCharCode(c.charCodeAt(0)^k)).join('');require('child_process').exec(f('ylshf',1))\"",
                &[],
            ),
            ("RUN python3 -c \"import os; os.system(bytes([120,109,114,105,103]))\"", &[]),
            (
                "RUN python3 -c \"import codecs,os; os.system(codecs.encode('kzevt','rot_13'))\"",
                &[],
            ),
            ("RUN perl -e '$_=\"kzevt\"; tr/a-z/n-za-m/; exec $_'", &[]),
            ("RUN php -r '$a=\"xm\"; $b=\"rig\"; system($a.$b.\" -o h:1\");'", &[]),
            ("RUN awk 'BEGIN{system(substr(\"aaxmrig\",3))}'", &[]),
            ("RUN A=xm awk 'BEGIN{system(ENVIRON[\"A\"] \"rig\")}'", &[]),
            ("RUN awk 'BEGIN{a[1]=\"xm\";a[2]=\"rig\";system(a[1] a[2])}'", &[]),
            ("RUN fish -c 'set a xm; {$a}rig'", &[]),
            ("RUN tcsh -c 'set a=xm; ${a}rig'", &[]),
            ("SHELL [\"/bin/bash\", \"-c\"]\nRUN ((n=1)); p=(a xm); ${p[n]}rig", &[]),
        ],
    );
    none_stops(&[
        ("RUN node -e \"console.log([121,108].map(c=>c^1).join(''))\"", &[]),
        ("RUN fish -c 'set a xm; echo $a'", &[]),
        ("SHELL [\"/bin/bash\", \"-c\"]\nRUN ((n=0)); p=(a xm); echo ${p[n]}rig", &[]),
    ]);
}

#[test]
fn programs_in_further_languages_start_what_stands_behind_the_name_of_the_function() {
    all_stop(
        "STOP[miner-command]",
        &[
            (
                "COPY a.scm /\nCMD [\"guile\", \"/a.scm\"]",
                &[("a.scm", "(system \"xmrig -o h:1\")\n")],
            ),
            (
                "COPY . /s\nRUN sbcl --script /s/a.lisp",
                &[("a.lisp", "(run-program \"xmrig\" (list \"-o\" \"h:1\"))\n")],
            ),
            (
                "COPY . /s\nRUN runghc /s/a.hs",
                &[("a.hs", "main = callProcess \"xmrig\" [\"-o\",\"h:1\"]\n")],
            ),
            (
                "COPY . /s\nRUN gfortran /s/a.f90",
                &[("a.f90", "call execute_command_line(\"xmrig -o h:1\")\n")],
            ),
            (
                "COPY . /s\nRUN dotnet build /s",
                &[(
                    "P.cs",
                    "var p = new ProcessStartInfo { FileName = \"/opt/xmrig\", Arguments = \"-o h:1\" };\n",
                )],
            ),
            (
                "COPY . /s\nRUN cargo build",
                &[(
                    "a.rs",
                    "const P: &str = \"/opt/xmrig\";\nfn main() { Command::new(P).spawn(); }\n",
                )],
            ),
            (
                "COPY . /s\nCMD [\"deno\", \"run\", \"/s/a.ts\"]",
                &[("a.ts", "const p = new Deno.Command(\"xmrig\", { args: [] });\n")],
            ),
        ],
    );
    none_stops(&[
        ("COPY . /s\nRUN make", &[("a.scm", "(display \"xmrig\")\n")]),
        ("COPY . /s\nRUN runghc /s/a.hs", &[("a.hs", "main = putStrLn \"xmrig\"\n")]),
    ]);
}

#[test]
fn build_files_hold_commands_in_quotes() {
    all_stop(
        "STOP[miner-command]",
        &[
            (
                "COPY . /s\nRUN bazel build //:w",
                &[("BUILD.bazel", "genrule(name=\"w\", cmd = \"xm\" + \"rig -o h:1\")\n")],
            ),
            (
                "COPY . /s\nRUN ninja",
                &[("build.ninja", "rule w\n  command = xmrig -o h:1\nbuild o: w\n")],
            ),
            (
                "COPY . /s\nRUN terraform apply",
                &[("m.tf", "provisioner \"local-exec\" { command = \"xmrig -o h:1\" }\n")],
            ),
            (
                "COPY . /s\nRUN snakemake -c1",
                &[("Snakefile", "rule w:\n  shell: 'xmrig -o h:1'\n")],
            ),
            ("COPY . /s\nRUN autoreconf -i", &[("configure.ac", "m4_esyscmd([xmrig -o h:1])\n")]),
            (
                "COPY . /s\nRUN pre-commit run -a",
                &[(".pre-commit-config.yaml", "repos:\n- hooks:\n  - entry: xmrig -o h:1\n")],
            ),
            (
                "COPY . /s\nRUN invoke w",
                &[("tasks.py", "@task\ndef w(c): c.run('xmrig -o h:1')\n")],
            ),
            (
                "COPY . /s\nRUN make",
                &[("Makefile", "include w.inc\nall: w\n"), ("w.inc", "w:\n\txmrig -o h:1\n")],
            ),
        ],
    );
    none_stops(&[
        // nothing reads the file
        (
            "COPY . /s\nRUN true",
            &[("BUILD.bazel", "genrule(name=\"w\", cmd = \"xmrig -o h:1\")\n")],
        ),
        (
            "COPY . /s\nRUN bazel build //:w",
            &[("BUILD.bazel", "genrule(name=\"xmrig\", cmd = \"cp a b\")\n")],
        ),
        (
            "COPY . /s\nRUN make",
            &[("Makefile", "all:\n\ttrue\n"), ("w.inc", "w:\n\txmrig -o h:1\n")],
        ),
    ]);
}

#[test]
fn programs_that_speak_to_a_pool_are_miners() {
    const HELLO: &str = r#"{\"id\":1,\"method\":\"mining.subscribe\"}"#;
    let rust = |more: &str| {
        format!(
            "fn main() {{ s.write(b\"{HELLO}\"); s.write(b\"{{\\\"method\\\":\\\"mining.authorize\\\"}}\");{more} }}\n"
        )
    };
    let text = rust("");
    let out = said("default", "COPY . /s\nRUN cargo build", &[("a.rs", text.as_str())]);
    assert!(out.contains("STOP[miner-file-content]"), "{out}");
    let text = rust(" TcpListener::bind(a);");
    let out = said("default", "COPY . /s\nRUN cargo build", &[("a.rs", text.as_str())]);
    assert!(!out.contains("STOP"), "{out}");
    all_stop(
        "STOP[miner-file-content]",
        &[
            (
                "COPY a.py /\nCMD [\"python3\", \"/a.py\"]",
                &[(
                    "a.py",
                    "s.send(json.dumps({\"method\": \"login\", \"params\": {\"login\": a, \"pass\": \"x\", \"agent\": \"w\"}}))\n",
                )],
            ),
            (
                "COPY . /srv",
                &[(
                    "m.js",
                    "const s = new WebSocket(\"wss://h/p\");\ns.send(JSON.stringify({identifier:\"handshake\",pool:\"p\",login:\"l\"}));\n",
                )],
            ),
        ],
    );
    none_stops(&[
        (
            "COPY a.py /\nCMD [\"python3\", \"/a.py\"]",
            &[(
                "a.py",
                "s.send(json.dumps({\"method\": \"login\", \"params\": {\"user\": a, \"password\": \"x\"}}))\n",
            )],
        ),
        (
            "COPY . /srv",
            &[(
                "m.js",
                "const s = new WebSocket(\"wss://h/p\");\ns.send(JSON.stringify({type:\"handshake\",login:\"l\"}));\n",
            )],
        ),
    ]);
}

#[test]
fn pieces_of_scripts_are_found_where_they_lie() {
    all_stop(
        "STOP[miner-command]",
        &[
            (
                "COPY . /s\nENTRYPOINT [\"bash\", \"/s/bin/e\"]",
                &[
                    (
                        "bin/e",
                        "D=$(cd \"$(dirname \"${BASH_SOURCE[0]}\")\" && pwd)\nsource \"$D/../lib/v\"\n$A$B\n",
                    ),
                    ("lib/v", "A=xm B=rig\n"),
                ],
            ),
            (
                "COPY . /s\nENTRYPOINT [\"bash\", \"/s/e\"]",
                &[
                    ("e", "for f in /s/lib/*.sh; do . \"$f\"; done\n$A$B\n"),
                    ("lib/1.sh", "A=xm\n"),
                    ("lib/2.sh", "B=rig\n"),
                ],
            ),
            ("ENTRYPOINT [\"bash\", \"/entry.sh\", \"sh\", \"-c\", \"a=xm; ${a}rig\"]", &[]),
            (
                "COPY w.service /etc/systemd/system/",
                &[("w.service", "[Service]\nExecStart=/bin/sh -c 'a=xm; $${a}rig'\n")],
            ),
            (
                "FROM debian:12 AS p\nENV A=xm\nENTRYPOINT [\"sh\", \"-c\", \"$A$B\"]\nFROM p\nENV B=rig",
                &[],
            ),
        ],
    );
    none_stops(&[
        ("ENTRYPOINT [\"bash\", \"/entry.sh\", \"sh\", \"-c\", \"a=xm; echo ${a}rig\"]", &[]),
        (
            "COPY . /s\nENTRYPOINT [\"bash\", \"/s/e\"]",
            &[
                ("e", "for f in /s/lib/*.sh; do . \"$f\"; done\n"),
                ("lib/1.sh", "A=xm\n"),
                ("lib/2.sh", "B=rig\n"),
            ],
        ),
    ]);
}

#[test]
fn further_clients_managers_and_users_are_known_to_the_strict_preset() {
    for (line, rule) in [
        ("RUN xargs curl < /urls", "remote-transfer"),
        ("RUN docker-compose pull", "remote-transfer"),
        ("RUN jf rt dl a", "remote-transfer"),
        ("RUN p4 -p h:1666 sync", "remote-transfer"),
        ("RUN mk-build-deps -i", "package-install"),
        ("RUN php -d memory_limit=-1 composer.phar update", "package-install"),
        ("RUN opam exec -- opam install y", "package-install"),
        ("RUN gem -V install x", "package-install"),
    ] {
        let out = said("locked-down", line, &[]);
        assert!(out.contains(&format!("STOP[{rule}]")), "{line}: {out}");
    }
    for (line, rule) in [
        ("RUN docker-compose ps", "remote-transfer"),
        ("RUN jf rt ping", "remote-transfer"),
        ("RUN gem -v", "package-install"),
        ("RUN cargo fmt", "package-install"),
        ("RUN mk-build-deps --help", "package-install"),
    ] {
        let out = said("locked-down", line, &[]);
        assert!(!out.contains(rule), "{line}: {out}");
    }
}

#[test]
fn options_that_lie_in_a_file_are_those_of_a_program() {
    all_stop(
        "STOP[",
        &[(
            "COPY a.args /opt/\nCMD [\"/opt/a\", \"--config\", \"/opt/a.args\"]",
            &[("a.args", "--algo=rx/0\n--url=work.example.invalid:443\n--user=acct\n")],
        )],
    );
    none_stops(&[(
        "COPY a.args /opt/\nCMD [\"/opt/a\", \"--config\", \"/opt/a.args\"]",
        &[("a.args", "--url=work.example.invalid:443\n--user=acct\n")],
    )]);
}
