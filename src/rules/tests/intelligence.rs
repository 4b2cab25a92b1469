//! Every kind of intelligence has a rule that asks for it: data that nobody asks for protects nobody.

use std::path::Path;

use crate::intel::{Kind, to_hex};
use sha2::{Digest as _, Sha256};

use super::at_root;
use super::judge::{judge_in, messages};

/// A build that tells whether a kind is asked for.
struct Example {
    /// The rule that asks.
    rule: &'static str,
    /// The instructions behind FROM.
    build: &'static str,
    /// A build context below `testdata/rules`.
    context: Option<&'static str>,
    /// What the policy says beside the action of the rule.
    policy: &'static str,
    /// The kind makes a finding; else it keeps one away.
    finds: bool,
}

fn finds(rule: &'static str, build: &'static str) -> Example {
    Example { rule, build, context: None, policy: "", finds: true }
}

fn silences(rule: &'static str, build: &'static str) -> Example {
    Example { finds: false, ..finds(rule, build) }
}

/// One example for each kind: no arm for all others, so that a new kind does not compile without its own.
fn example(kind: Kind) -> Example {
    match kind {
        Kind::Product => finds("miner-command", "CMD [\"/opt/xmrig\"]"),
        // Without the list of look-alikes the weak name behind it would count beside the algorithm.
        Kind::Lookalike => silences("miner-source", "RUN pip install pdfminer"),
        Kind::Companion => silences("miner-command", "CMD [\"/opt/xmrig-exporter\"]"),
        Kind::Repository => {
            finds("miner-source", "RUN git clone https://github.com/vajisah50/tuctuc")
        }
        Kind::Package => finds("miner-source", "RUN npm install ua-parser-js@0.7.29"),
        Kind::Pool => finds("mining-pool", "CMD [\"app\", \"c3pool.org\"]"),
        Kind::NotPool => {
            silences("miner-command", "CMD app --server pool.ntp.org:3333 --user a --password b")
        }
        Kind::HostWord => finds(
            "miner-command",
            "CMD app --server stratum.example.invalid:4100 --user a --password b",
        ),
        Kind::Port => finds(
            "possible-miner",
            "CMD app --server work.example.invalid:3333 --user a --password x",
        ),
        Kind::Scheme => {
            finds("mining-pool", "CMD [\"app\", \"ethproxy://work.example.invalid:1\"]")
        }
        Kind::Algorithm => finds("miner-command", "CMD app --algo rx/0 --user a"),
        Kind::Flag => finds("miner-command", "CMD app --donate-level=1"),
        Kind::OptionName => finds("miner-command", "CMD app --pool \"$A\" --wallet \"$B\""),
        Kind::EnvName => finds("miner-env", "ENV MINING_POOL_URL=work.example.invalid:1"),
        Kind::User => finds("denied-user", "USER xmrig"),
        Kind::Workdir => finds("denied-workdir", "WORKDIR /almaminer"),
        Kind::Image => finds("denied-image", "FROM metal3d/xmrig"),
        Kind::ImageWord => finds("denied-image", "FROM example.invalid/team/monero-cpu-miner"),
        Kind::DonationPatch => finds("miner-source", "RUN sed -i s/kDonateLevel=1/0/ a.h"),
        Kind::BuildSwitch => finds("miner-source", "RUN cmake -DWITH_CN_LITE=OFF ."),
        Kind::Tuning => finds("miner-host-tuning", "RUN wrmsr -a 0x1a4 0xf"),
        Kind::TuningOption => finds("miner-host-tuning", "RUN modprobe msr"),
        Kind::NodeOption => finds("miner-command", "CMD monerod --start-mining a"),
        Kind::NodeCall => finds("miner-command", "CMD curl http://127.0.0.1:18081/start_mining"),
        Kind::NodeSetting => finds(
            "miner-file-content",
            "COPY <<E /application.conf\nergo {\n  node {\n    mining = true\n  }\n}\nE",
        ),
        Kind::AttackName => finds("miner-command", "COPY kdevtmpfsi /usr/bin/"),
        Kind::AttackPath => finds("miner-command", "CMD [\"/var/tmp/...sysfix1\"]"),
        Kind::ConfigKey => finds(
            "miner-file-content",
            "COPY <<E /c.json\n{\"pools\": [{\"url\": \"a\", \"user\": \"b\"}], \"donate-level\": 1}\nE",
        ),
        Kind::FileMarker => Example {
            context: Some("miner-file-content/bad_renamed_program.context"),
            ..finds("miner-file-content", "COPY bin/php8 /usr/local/bin/php8")
        },
        Kind::Digest => Example {
            context: Some("miner-file-name/bad_script.context"),
            policy: "[indicators]\ndigests = [\"DIGEST\"]\n",
            ..finds("miner-file-content", "COPY . /app")
        },
        Kind::Url => Example {
            policy: "[indicators]\nurls = [\"example.invalid/team7\"]\n",
            ..finds("mining-pool", "CMD [\"app\", \"https://example.invalid/team7/x\"]")
        },
        Kind::Wallet => Example {
            policy: "[indicators]\nwallets = [\"zz0123456789zz\"]\n",
            ..finds("wallet-address", "CMD [\"app\", \"zz0123456789zz\"]")
        },
    }
}

#[test]
fn every_kind_is_asked_for_by_a_rule() {
    for kind in Kind::ALL.iter().copied() {
        let Example { rule, build, context, policy, finds } = example(kind);
        let dockerfile = format!("FROM debian:12-slim\n{build}\n");
        let context = context.map(|context| at_root("testdata/rules").join(context));
        let policy = format!(
            "[rules.{rule}]\naction = \"stop\"\n{}",
            with_digest(policy, context.as_deref())
        );
        let report =
            judge_in(rule, "Dockerfile", dockerfile.as_bytes(), &policy, context.as_deref());
        let found = messages(&report);
        assert_eq!(!found.is_empty(), finds, "{}: {rule} says:\n{found}", kind.word());
    }
}

/// The digest of one file of the context in the place of the word DIGEST.
fn with_digest(policy: &str, context: Option<&Path>) -> String {
    let file = context.filter(|_| policy.contains("DIGEST")).and_then(first_file);
    let bytes = file.and_then(|file| std::fs::read(file).ok()).unwrap_or_default();
    policy.replace("DIGEST", &to_hex(&Sha256::digest(&bytes)))
}

fn first_file(folder: &Path) -> Option<std::path::PathBuf> {
    let mut entries: Vec<_> =
        std::fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path()).collect();
    entries.sort();
    entries
        .iter()
        .find(|path| path.is_file())
        .cloned()
        .or_else(|| entries.iter().find_map(|path| first_file(path)))
}
