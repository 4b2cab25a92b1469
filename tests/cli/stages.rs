//! `lint`: what one instruction leaves is there for the next, and commands are followed into the files that they run.

use crate::project::Project;

const MINES: &str = "/opt/tool -o stratum+tcp://pool.example.invalid:3333\n";

/// The exit code for a Dockerfile with the files beside it.
fn code(dockerfile: &str, files: &[(&str, &str)]) -> i32 {
    let project = Project::with(&[("Dockerfile", dockerfile)]);
    for (name, text) in files {
        project.write(name, text);
    }
    project.run(&["lint"]).code
}

fn stops(dockerfile: &str, files: &[(&str, &str)]) {
    assert_eq!(code(&format!("FROM debian:12\n{dockerfile}\n"), files), 1, "{dockerfile}");
}

fn passes(dockerfile: &str, files: &[(&str, &str)]) {
    assert_eq!(code(&format!("FROM debian:12\n{dockerfile}\n"), files), 0, "{dockerfile}");
}

#[test]
fn what_one_run_writes_the_next_one_runs() {
    stops(
        "RUN printf '/opt/x -o stratum+tc' > /a && printf 'p://h.example.invalid:1' > /b\nRUN cat /a /b > /c && sh /c",
        &[],
    );
    stops("RUN echo c3RyYXR1bSt0Y3A6Ly8= > /a\nRUN X=$(base64 -d /a) && /opt/x $X", &[]);
    stops(
        "RUN echo '/opt/x HOST://h.example.invalid:1' > /r\nRUN sed -i 's/HOST/stratum+tcp/' /r\nRUN sh /r",
        &[],
    );
    passes("RUN echo '/opt/x' > /a\nRUN cat /a > /c && sh /c", &[]);
}

#[test]
fn what_a_query_gives_of_a_file_is_run() {
    let yaml = [("c.yaml", "a:\n  b: [\"eG1yaWc=\", \"-o h:1\"]\n")];
    let json = [("c.json", "{\"a\": [\"xm\", \"rig -o h:1\"], \"b\": \"xmrig\"}")];
    stops("COPY . /s\nRUN sh -c \"$(yq '(.a.b[0]|@base64d) + \" \" + .a.b[1]' /s/c.yaml)\"", &yaml);
    stops("COPY . /s\nRUN jq -r '.a | join(\"\")' /s/c.json | sh", &json);
    stops("COPY . /s\nRUN jq -r '\"\\(.a[0])\\(.a[1])\"' </s/c.json | sh", &json);
    passes("COPY . /s\nRUN jq -r '.b | length' /s/c.json | sh -c 'read a; echo $a'", &json);
}

#[test]
fn a_context_file_is_read_under_every_name_that_it_gets() {
    let text = &[("n.txt", "a=stratum\n/opt/x -o ${a}+tcp://h.example.invalid:1\n")];
    for dockerfile in [
        "COPY n.txt /\nRUN sh /n.txt",
        "COPY n.txt /\nRUN cat /n.txt | sh",
        "COPY n.txt /\nRUN eval \"$(cat /n.txt)\"",
        "COPY n.txt /\nRUN mv /n.txt /usr/bin/n && chmod +x /usr/bin/n && n",
        "COPY n.txt /srv/\nRUN cp -r /srv /opt/srv && sh /opt/srv/n.txt",
        "WORKDIR /srv\nCOPY n.txt x\nRUN ln -s /srv/x /usr/local/bin/x\nENTRYPOINT [\"x\"]",
        "RUN --mount=type=bind,source=n.txt,target=/m sh /m",
        "COPY --parents n.txt /p/\nCMD [\"sh\", \"/p/n.txt\"]",
        "ENV D=/srv\nCOPY n.txt $D/x\nWORKDIR $D\nCMD sh ./x",
    ] {
        stops(dockerfile, text);
    }
    passes("COPY n.txt /usr/share/doc/n.txt\nCMD [\"/opt/app\"]", text);
}

#[test]
fn files_go_from_stage_to_stage() {
    let text = &[("n.txt", MINES)];
    for dockerfile in [
        "FROM debian:12 AS b\nCOPY n.txt /n\nFROM debian:12\nCOPY --from=b /n /usr/bin/x\nCMD [\"sh\", \"/usr/bin/x\"]\n",
        "FROM debian:12 AS b\nCOPY . /all\nFROM debian:12\nCOPY --from=b /all /srv\nCMD [\"sh\", \"/srv/n.txt\"]\n",
        "FROM debian:12 AS b\nCOPY n.txt /n\nFROM b AS c\nFROM c\nRUN sh /n\n",
        "FROM debian:12 AS b\nCOPY n.txt /n\nFROM debian:12\nRUN --mount=type=bind,from=b,source=/n,target=/m sh /m\n",
        "FROM debian:12 AS b\nENTRYPOINT [\"sh\"]\nFROM b\nCOPY n.txt /n\nCMD [\"/n\"]\n",
    ] {
        assert_eq!(code(dockerfile, text), 1, "{dockerfile}");
    }
}

#[test]
fn a_script_gets_variables_arguments_and_libraries() {
    let script = ("e.sh", "#!/bin/sh\n. \"$(dirname \"$0\")/lib.sh\"\ngo \"$@\"\n");
    let library = ("lib.sh", "go() { exec /opt/x -o \"$A$1\"; }\n");
    let start = "COPY . /s\nENV A=stratum+tcp://\nENTRYPOINT [\"/s/e.sh\"]\n";
    stops(&format!("{start}CMD [\"h.example.invalid:1\"]"), &[script, library]);
    let other = "COPY . /s\nENV A=tcp://\nENTRYPOINT [\"/s/e.sh\"]\nCMD [\"h.example.invalid:1\"]";
    passes(other, &[script, library]);
}

#[test]
fn a_parents_entrypoint_gets_the_cmd_of_this_stage_and_triggers_see_triggers() {
    let child = "FROM debian:12 AS a\nENTRYPOINT [\"sh\", \"-c\"]\nENV X=stratum+tcp\nFROM a\nCMD [\"/opt/x $X://h.example.invalid:1\"]\n";
    assert_eq!(code(child, &[]), 1);
    stops("ONBUILD ENV X=stratum+tcp\nONBUILD RUN /opt/x $X://h.example.invalid:1", &[]);
    stops("ONBUILD ARG X=stratum+tcp\nONBUILD RUN /opt/x $X://h.example.invalid:1", &[]);
}

#[test]
fn what_something_runs_is_read_whatever_its_bytes_are() {
    let start = "COPY run /run.x\nENTRYPOINT [\"sh\", \"/run.x\"]";
    for head in
        ["#!/bin/sh\n# \0\n", ": \"\0\"\n", "BZh=1\n", "PK\u{3}\u{4}\n", "\u{7f}ELF\n", "MZ=1\n"]
    {
        stops(start, &[("run", &format!("{head}{MINES}"))]);
    }
    stops(start, &[("run", &format!("{}{MINES}", "# comment\n".repeat(120_000)))]);
    let project = Project::with(&[("Dockerfile", &format!("FROM debian:12\n{start}\n"))]);
    project.write("run", [b"# \xfe\xed\xff\n", MINES.as_bytes()].concat());
    assert_eq!(project.run(&["lint"]).code, 1);
}

#[test]
fn start_points_are_told_by_the_path_that_they_get() {
    let line = "* * * * * root /opt/x -o stratum+tcp://h.example.invalid:1\n";
    for dockerfile in [
        "COPY job /etc/cron.d/job",
        "COPY job /etc/cron.d/",
        "COPY job /etc/cron.d",
        "WORKDIR /etc/cron.d\nCOPY job .",
        "COPY job /tmp/job\nRUN mv /tmp/job /etc/cron.d/job",
        "COPY job /tmp/job\nRUN install -m 644 -t /etc/cron.d /tmp/job",
        "WORKDIR /etc\nCOPY <<E cron.d/job\n* * * * * root /opt/x -o stratum+tcp://h.example.invalid:1\nE",
    ] {
        stops(dockerfile, &[("job", line)]);
    }
    passes("COPY job /usr/share/doc/job", &[("job", line)]);
    let unit = "[Service]\nExecStart=/bin/sh -c \"/opt/x stratum+${P}://h.example.invalid:1\"\nEnvironment=P=tcp\n";
    stops("COPY w /etc/systemd/system/w.service", &[("w", unit)]);
    let program = "[program:x]\ncommand=/opt/x stratum+%(ENV_P)s://h.example.invalid:1\n";
    stops("ENV P=tcp\nCOPY s /etc/supervisor/conf.d/s.conf", &[("s", program)]);
    let rotate =
        "/var/log/x {\n postrotate\n  /opt/x stratum+tcp://h.example.invalid:1\n endscript\n}\n";
    stops("COPY l /etc/logrotate.d/l", &[("l", rotate)]);
    let sql = "COPY t FROM PROGRAM '/opt/x stratum+tcp://h.example.invalid:1';\n";
    stops("COPY i.sql /docker-entrypoint-initdb.d/", &[("i.sql", sql)]);
}

#[test]
fn files_that_nothing_runs_are_no_scripts() {
    let page = &[("page.txt", "Miners such as xmrig are programs.\nxmrig\n")];
    passes("COPY . /var/www/\nRUN chmod -R 755 /var/www/", page);
    passes("COPY . /var/www/\nCMD [\"\"]", page);
    passes("COPY . /app", &[("src/cronjobs/list.txt", "xmrig\n")]);
}

#[test]
fn files_that_run_each_other_end() {
    let project = Project::with(&[(
        "Dockerfile",
        "FROM debian:12\nCOPY s /s\nRUN /s/0.sh\nCMD [\"/s/1.sh\"]\n",
    )]);
    for number in 0..400_usize {
        let next = |step: usize| (number * 7 + step) % 400;
        let lines = (1..40).map(|step| format!(". /s/{}.sh\n", next(step))).collect::<Vec<_>>();
        let lines = lines.concat();
        project.write(&format!("s/{number}.sh"), format!("#!/bin/sh\n{lines}"));
    }
    let run = project.run(&["lint"]);
    assert_eq!(run.code, 0, "{}", run.out);
    assert!(run.out.contains("unfinished-reading"), "{}", run.out);
}
