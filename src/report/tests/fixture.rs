//! Reports built by hand: what a run over one miner and one clean file would give.

use crate::engine::{FileReport, Report};
use crate::finding::{Action, Finding, PolicyEntry};
use crate::policy::{Decided, DecidedBy, Preset};
use crate::report::{Format, Style, render};
use crate::source::{FileId, Sources, Span};

pub(crate) const DOCKERFILE: &str = "\
FROM debian:12
ARG POOL=stratum+tcp://pool.example.invalid:3333
RUN apt-get update \\
 && apt-get install -y git \\
 && git clone https://git.example.invalid/fake-miner \\
 && cd fake-miner \\
 && make \\
 && make install
USER miner
CMD [\"fake-miner\", \"-o\", \"${POOL}\"]
";

pub(crate) const POLICY: &str = "\
[rules]
denied-user = \"warn\"

[[rules.denied-image.entries]]
image = \"debian:*\"
action = \"stop\"

[[exceptions]]
rule = \"package-install\"
reason = \"git is needed here\"
";

/// The span of the first `needle` in a file.
pub(crate) fn find(sources: &Sources, file: FileId, needle: &str) -> Span {
    let text = String::from_utf8_lossy(sources.bytes(file)).into_owned();
    let at = text.find(needle).expect("the needle is in the file");
    Span::new(file, at, at + needle.len())
}

pub(crate) fn decided(finding: Finding, action: Action, by: DecidedBy) -> Decided {
    Decided { finding, action, by, page: None }
}

/// A Dockerfile with one finding of every kind of decision, and a clean one.
pub(crate) fn report() -> Report {
    let mut sources = Sources::default();
    let file = sources.add("app/Dockerfile", DOCKERFILE.into());
    let policy = sources.add("minestop.toml", POLICY.into());
    let decided = findings(&sources, file, policy);
    let mut clean = Sources::default();
    let clean_file = clean.add("web/Dockerfile", b"FROM scratch\n".to_vec());
    Report {
        files: vec![
            FileReport::new("app/Dockerfile".into(), file, sources, decided),
            FileReport::new("web/Dockerfile".into(), clean_file, clean, Vec::new()),
        ],
        ..Report::default()
    }
}

fn findings(sources: &Sources, file: FileId, policy: FileId) -> Vec<Decided> {
    let at = |needle| find(sources, file, needle);
    let in_policy = |needle| find(sources, policy, needle);
    let mut image = Finding::new("denied-image", at("debian:12"), "image `debian:12` is denied")
        .because("matches `debian:*`")
        .help("use an image that the policy trusts");
    image.entry =
        Some(PolicyEntry { span: in_policy("image = \"debian:*\""), action: Some(Action::Stop) });
    let install = Finding::new(
        "package-install",
        at("apt-get install -y git"),
        "`apt-get` installs packages",
    );
    let run = at("apt-get update").to(at("make install"));
    let build = Finding::new("miner-source", run, "a miner is built from source")
        .label(at("https://git.example.invalid/fake-miner"), "cloned from here");
    let after_user = at("USER ").end as usize;
    let name = Span::new(file, after_user, after_user + "miner".len());
    let user = Finding::new("denied-user", name, "user `miner` is denied");
    let pool = Finding::new(
        "mining-pool",
        at("${POOL}"),
        "`fake-miner` connects to the pool `pool.example.invalid`",
    )
    .because("a pool address")
    .origins(vec![at("stratum+tcp://pool.example.invalid:3333")])
    .help("remove the command")
    .note("the value is `stratum+tcp://pool.example.invalid:3333`")
    .evidence("pool", "pool.example.invalid", "policy");
    let inline = Finding::new("instruction", at("CMD"), "a `CMD` is set");
    vec![
        decided(image, Action::Stop, DecidedBy::Policy(in_policy("action = \"stop\""))),
        decided(build, Action::Stop, DecidedBy::CommandLine),
        decided(
            install,
            Action::Go,
            DecidedBy::Exception {
                span: in_policy("[[exceptions]]"),
                reason: "git is needed here".into(),
            },
        ),
        decided(user, Action::Warn, DecidedBy::Policy(in_policy("denied-user = \"warn\""))),
        decided(pool, Action::Stop, DecidedBy::Preset(Preset::Default)),
        decided(inline, Action::Go, DecidedBy::Inline { span: at("USER"), reason: "known".into() }),
    ]
}

/// A report of one file with one STOP for each span given.
pub(crate) fn stops(path: &str, bytes: &[u8], spans: &[(usize, usize)], message: &str) -> Report {
    let mut sources = Sources::default();
    let file = sources.add(path, bytes.to_vec());
    let decided = spans
        .iter()
        .map(|&(start, end)| {
            let finding = Finding::new("mining-pool", Span::new(file, start, end), message)
                .because(message.to_owned())
                .help(message.to_owned())
                .note(message);
            decided(finding, Action::Stop, DecidedBy::Preset(Preset::Default))
        })
        .collect();
    Report {
        files: vec![FileReport::new(path.into(), file, sources, decided)],
        ..Report::default()
    }
}

pub(crate) fn rendered(report: &Report, format: Format, style: Style) -> String {
    let mut out = Vec::new();
    render(report, format, style, &mut out).expect("a Vec takes everything");
    String::from_utf8(out).expect("output is UTF-8")
}
