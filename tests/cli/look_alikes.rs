//! What looks as if a command were hidden in it and is ordinary, each beside an attack of the same form.

use super::cases::said;

/// Lines of a Dockerfile with a file of a context.
type Build = (&'static str, &'static str, &'static str);

const MAKE: &str = "COPY . /s\nRUN cd /s && make";
const SH: &str = "COPY . /s\nRUN cd /s && bash ./a.sh";
const COPIED: &str = "COPY . /s\nRUN true";

/// Ordinary, and an attack.
const PAIRS: &[(Build, Build)] = &[
    (
        (
            MAKE,
            "Makefile",
            "define F\n  case \"$(U)\" in\n    A*|B*) echo so;;\n    *) echo a;;\n  esac\nendef\nX := $(shell $(F))\nall:\n\trm -f lib.$(X) *.d *~\n",
        ),
        (MAKE, "Makefile", "X := $(shell printf %s xm)\nall:\n\t$(X)rig -o h:1\n"),
    ),
    (
        (
            MAKE,
            "Makefile",
            "list =$(call split,$(dirs))\nsplit =$(shell echo '$(1)' | jq -r '. | join(\" \")')$(if $(filter $(.SHELLSTATUS),0),,$(error bad))\ndefine F\n\tfind '$(1)' -name '*.yaml' -exec yq -i eval '... style=\"\"' {} \\;\nendef\nall:\n\t$(foreach p,$(list),$(call F,$(p)))\n",
        ),
        (MAKE, "Makefile", "all:\n\t$(foreach p,$(shell ls),xmrig -o $(p):1;)\n"),
    ),
    (
        (
            MAKE,
            "Makefile",
            "define T =\nRUN_$(1) ?= $(1) $$(strip $$(OPTIONS_$(1)))\n$(1)_check:\n\t@if ! $$(RUN_$(1)) 1>/dev/null 2>&1; then \\\n\t\techo \"$$(RUN_$(1)) failed\"; exit 1; fi\nendef\n",
        ),
        (
            MAKE,
            "Makefile",
            "define T =\nall:\n\t@if $$(cat data | tr a-f q-v) -o h:1; then true; fi\nendef\n",
        ),
    ),
    (
        (
            MAKE,
            "Makefile",
            "SHELL := bash\nall:\n\t@if (( $$(< /proc/sys/fs/aio-max-nr) < 2097152 )); then echo low; fi\n",
        ),
        (MAKE, "Makefile", "SHELL := bash\nall:\n\t@(( 1 < 2 )) && $$(tr a-f q-v < data) -o h:1\n"),
    ),
    (
        (
            MAKE,
            "Makefile",
            "B = $(shell go env GOPATH)/bin\n$(B)/x:\n\t$(shell cd ../.. && B=$(B) make $(B)/x)\n",
        ),
        (MAKE, "Makefile", "all:\n\t$(shell make -s name) -o h:1\n"),
    ),
    (
        (
            MAKE,
            "Makefile",
            "all:\n\t`which gmake || which gnumake || echo 'echo \"GNU make is needed\"; exit 2;'` -f x.mk\n",
        ),
        (MAKE, "Makefile", "all:\n\t`which gmake || cat data | tr a-f q-v` -o h:1\n"),
    ),
    (
        (
            SH,
            "a.sh",
            "f() {\n${ECHO_CMD} \"a failed: src/a.c\"\n}\ncat > ${T} <<!\nint main() {\n    return (int)(argv[argc][0]);\n}\n!\n",
        ),
        (SH, "a.sh", "cat > ${T} <<!\nxmrig -o h:1\n!\nsh ${T}\n"),
    ),
    (
        (SH, "a.sh", "l=( \"a\" \"b\" )\neval a=( \\\"\\${l[@]}\\\" )\necho ${a[0]}\n"),
        (SH, "a.sh", "eval a=( xmrig -o h:1 )\n\"${a[@]}\"\n"),
    ),
    (
        (
            "COPY . /s\nRUN cargo build",
            "a.rs",
            "let arguments = body;\nself.arguments = Some(arguments);\nself.execute(\n",
        ),
        (
            "COPY . /s\nRUN swift build",
            "a.swift",
            "let p = Process()\np.launchPath = \"/bin/sh\"\np.arguments = [\"-c\", \"xmrig -o h:1\"]\n",
        ),
    ),
    (
        (
            COPIED,
            "a.php",
            "<?php\n$t = \"feat: {$l['name']} in {$l->version}\";\n$c = 'cd ' . $d . ' && \\\n  gh pr create --title ' . \\escapeshellarg($t) . ' 2>&1';\n$r = 0;\n\\exec($c, $o, $r);\n",
        ),
        (
            "COPY . /s\nRUN php /s/a.php",
            "a.php",
            "<?php\n$r = 0;\nexec(\"xmrig -o {$h['pool']}:1 {$h->x}\", $o, $r);\n",
        ),
    ),
    (
        (
            COPIED,
            "a.pl",
            "my $before = $`;\nif ($before =~ m/^\\s*\\#\\s*include\\s+(?!\"a.h\")/m) {\n  my $c = defined $b ? $& : ($` . $&);\n}\nlocal $\" = '?*';\n",
        ),
        ("COPY . /s\nRUN perl /s/a.pl", "a.pl", "my $before = $`;\nmy $out = `xmrig -o h:1`;\n"),
    ),
];

#[test]
fn what_only_looks_hidden_passes_and_its_like_does_not() {
    for ((honest, name, text), (attack, other, hidden)) in PAIRS {
        let out = said("default", honest, &[(name, text)]);
        assert!(!out.contains("STOP") && !out.contains("WARN"), "{text}: {out}");
        let out = said("default", attack, &[(other, hidden)]);
        assert!(out.contains("STOP") || out.contains("WARN"), "{hidden}: {out}");
    }
}

#[test]
fn lists_chains_for_tests_and_options_of_other_programs_pass() {
    const FIREWALL: &str = "COPY a.sh names.deny.txt /s/\nENTRYPOINT [\"/s/a.sh\"]";
    const LOOP: &str = "#!/bin/sh\nwhile read -r n; do\n  for a in $(getent ahosts \"$n\"); do ACT; done\ndone < /s/names.deny.txt\n";
    const NAMES: &str = "pool.supportxmr.com\n";
    const CHAIN: &str = "COPY a.sh /\nCMD [\"/a.sh\"]";
    const CALL: &str = "zzcoind START\ncurl http://HOST:1/ -d '{\"method\":\"generateblocks\",\"wallet_address\":\"44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A\"}'\n";
    let firewall = |act: &str| LOOP.replace("ACT", act);
    let chain = |start: &str, host: &str| CALL.replace("START", start).replace("HOST", host);
    let is_quiet = |lines: &str, files: &[(&str, &str)]| {
        let out = said("default", lines, files);
        assert!(!out.contains("STOP"), "{lines} {files:?}: {out}");
    };
    let is_found = |lines: &str, files: &[(&str, &str)]| {
        let out = said("default", lines, files);
        assert!(out.contains("STOP"), "{lines} {files:?}: {out}");
    };
    let list = ("coinminer.conf", "address=/a.example.invalid/0.0.0.0\n");
    is_quiet("COPY coinminer.conf /etc/dnsmasq.d/coinminer.conf", &[list]);
    is_found("COPY coinminer.conf /opt/coinminer.conf", &[list]);
    is_found("COPY coinminer /etc/dnsmasq.d/coinminer", &[("coinminer", "")]);
    let names = ("names.deny.txt", NAMES);
    let set = firewall("nft add element inet filter blocked \"{ $a }\"");
    is_quiet(FIREWALL, &[("a.sh", &set), names]);
    is_found(FIREWALL, &[("a.sh", &firewall("/opt/a --pool $n $a")), names]);
    is_quiet("CMD [\"/opt/drill\", \"--rig-id\", \"north\", \"--depth\", \"3\"]", &[]);
    is_found("CMD [\"/opt/drill\", \"--rig-id\", \"north\", \"--no-huge-pages\"]", &[]);
    is_quiet(CHAIN, &[("a.sh", &chain("--regtest", "127.0.0.1"))]);
    is_found(CHAIN, &[("a.sh", &chain("--mainnet", "127.0.0.1"))]);
}
