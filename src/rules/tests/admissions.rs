//! What rules say that others can enforce for them, as it was approved.

use std::fmt::Write as _;

use crate::image_ref::Naming;
use crate::policy;
use crate::rules::{Asked, Fires, known_rules};
use crate::source::Sources;

const POLICY: &str = r#"
[rules.untrusted-image]
action = "stop"
allow = ["debian:12", "debian:11@sha256:*", "a.example.invalid/**"]
[rules.denied-image]
action = "stop"
deny = ["alpine", { image = "b.example.invalid/*", use = "debian:12" }]
[rules.foreign-frontend]
action = "stop"
allow = ["c.example.invalid/frontend:1"]
[rules.denied-user]
action = "stop"
deny = ["build-*"]
allow = ["monero"]
[rules.denied-workdir]
action = "stop"
deny = ["/srv/*", "relative"]
allow = ["/home/monero"]
[rules.unpinned-image]
action = "stop"
[indicators]
images = ["d.example.invalid/own"]
"#;

/// The first expressions, which are those of the policy where it has some.
const SHOWN: usize = 3;

fn told(fires: &Fires) -> String {
    let (how, all) = match fires {
        Fires::OnOneOf(all) => ("one of", all),
        Fires::OnNoneOf(all) => ("none of", all),
    };
    let mut out = format!("fires on {how} these\n");
    for expression in all.iter().take(SHOWN) {
        let _ = writeln!(out, "    {}{}{}", expression.front, expression.middle, expression.back);
    }
    if all.len() > SHOWN {
        out.push_str("    and more\n");
    }
    out
}

fn admissions(text: &str, naming: Naming) -> String {
    let mut sources = Sources::default();
    let file = sources.add("minestop.toml", text.as_bytes().to_vec());
    let policy = policy::parse(file, &sources).expect("it is a policy");
    let intel = policy.knowledge().expect("indicators can be used");
    let mut out = String::new();
    for meta in known_rules() {
        for rule in policy.asked(meta.id) {
            for it in rule.admissions(Asked { intel: &intel, naming }) {
                let _ =
                    write!(out, "{}: {:?} {}; {}", meta.id, it.subject, it.says, told(&it.fires));
                for unless in &it.unless {
                    let _ =
                        writeln!(out, "  unless {}{}{}", unless.front, unless.middle, unless.back);
                }
                for beyond in &it.beyond {
                    let _ = writeln!(out, "  beyond: {beyond}");
                }
            }
        }
    }
    out
}

#[test]
fn what_one_word_decides_reads_as_approved() {
    insta::assert_snapshot!("without_a_policy", admissions("", Naming::Written));
    insta::assert_snapshot!("with_lists", admissions(POLICY, Naming::Written));
    // what stays the same is not shown again
    let [written, resolved] =
        [Naming::Written, Naming::Resolved].map(|naming| admissions(POLICY, naming));
    let differs = |line: &&str| !written.lines().any(|it| it == *line);
    let lines: Vec<_> = resolved.lines().filter(differs).collect();
    insta::assert_snapshot!("where_a_digest_is_added", lines.join("\n"));
}
