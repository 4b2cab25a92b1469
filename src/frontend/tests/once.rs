//! What text and graph both show is said once, by the one that shows it better; and the name of the gate itself is no image.

use super::gateway::{Gateway, Seen, result};
use super::rulebooks::rulebook_of;
use super::steps::pulling;

const TEXT: &str = "FROM base\nRUN build\n";

fn judged(policy: &str) -> Seen {
    let built = pulling(TEXT, "docker-image://docker.io/library/base:latest");
    let gateway = Gateway { built: Some(built), ..Gateway::with(TEXT) };
    gateway.run_with(&[], Ok(rulebook_of(policy)))
}

/// What is said about images without a digest.
fn said(policy: &str) -> Vec<String> {
    let shorts = judged(policy).warnings;
    let shorts = shorts.iter().map(|it| String::from_utf8_lossy(&it.short).into_owned());
    shorts.filter(|it| it.starts_with("unpinned-image")).collect()
}

const RULE: &str = "[rules.unpinned-image]\naction = \"warn\"\n";

#[test]
fn what_the_graph_says_of_the_same_word_in_other_words_is_left_out() {
    let text = "unpinned-image: an image without a tag is whatever `latest` is today (line 1)";
    assert_eq!(said(RULE), [text]);
}

#[test]
fn what_an_exception_lets_pass_in_the_text_is_still_said_of_the_graph() {
    let excepted = |matching: &str| {
        format!(
            "{RULE}[[exceptions]]\nrule = \"unpinned-image\"\nmatch = \"{matching}\"\nreason = \"r\"\n"
        )
    };
    let graph = "unpinned-image: tag `latest` can point at another image tomorrow (line 1)";
    assert_eq!(said(&excepted("base")), [graph]);
    assert_eq!(said(&excepted("*base")), [""; 0]);
}

#[test]
fn a_frontend_that_the_policy_denies_is_denied_unless_it_is_the_gate_itself() {
    let policy = "[rules.denied-image]\naction = \"stop\"\ndeny = [\"r.example.invalid/*\"]\n";
    let judged = |name: &str| {
        let text = format!("# syntax={name}\nFROM scratch\n");
        let options = ["source=r.example.invalid/minestop"];
        Gateway::with(&text).run_with(&options, Ok(rulebook_of(policy)))
    };
    assert_eq!(judged("r.example.invalid/minestop").result(), result("built"));
    let error = judged("r.example.invalid/other").error();
    assert!(error.message.contains("STOP[denied-image]"), "{}", error.message);
}
