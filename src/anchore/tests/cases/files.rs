//! Cases of the gate `files`: a rule over the files that all cases share, and the matches.

use crate::anchore::Reading;
use crate::dockerfile::Keyword;
use crate::facts::{File, FileType, Place};
use crate::source::Span;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::dockerfile::matches_are_expected;
use super::fields::{Fields, Outcome, texts};
use super::run::{self, Evidence};

const GATE: &str = "files";

/// The files, by path, and what a content search found in some of them.
pub(super) const FIXTURE: &str = "files_fixture";

pub(super) fn check(case: &Fields<'_>, root: &Value) -> Outcome {
    let trigger = case.needed_text("trigger")?;
    let fixture = &root[FIXTURE];
    // Anchore looks into two tables that need not name the same files.
    let files = match trigger {
        "content_regex_match" => searched(&fixture["content_search_artifacts"]),
        _ => described(&fixture["files"]),
    };
    let files = files.ok_or(format!("`{FIXTURE}` cannot be read"))?;
    let document = run::one_rule(GATE, trigger, case.needed("params")?);
    let verdict = run::judge(&document, None, Reading::Anchore, Evidence::Files(files));
    matches_are_expected(case, GATE, verdict)
}

fn file(path: &str) -> File {
    File::named(Place::in_build(Keyword::Copy, Span::default()), Span::default(), path)
}

fn described(files: &Value) -> Option<Vec<File>> {
    let one = |(path, about): (&String, &Value)| {
        let mode = u32::try_from(about["mode"].as_u64()?).ok()?;
        let digest = about["sha256_checksum"].as_str()?;
        Some(File {
            mode: mode & 0o7777,
            file_type: type_of(mode & 0o170_000)?,
            size: about["size"].as_u64()?,
            digest: (digest != "DIRECTORY_OR_OTHER").then(|| digest.to_owned()),
            ..file(path)
        })
    };
    files.as_object()?.iter().map(one).collect()
}

fn type_of(bits: u32) -> Option<FileType> {
    let all = [FileType::Regular, FileType::Directory, FileType::Symlink, FileType::Special];
    all.into_iter().find(|kind| kind.bits() == bits)
}

fn searched(artifacts: &Value) -> Option<Vec<File>> {
    let one = |artifact: &Value| {
        let found = texts(&artifact["regex_base64"])?;
        let decoded = found.iter().map(|text| {
            let text: String = text.split_whitespace().collect();
            String::from_utf8(STANDARD.decode(text).ok()?).ok()
        });
        Some(File { searched: decoded.collect::<Option<_>>()?, ..file(artifact["file"].as_str()?) })
    };
    artifacts.as_array()?.iter().map(one).collect()
}

#[test]
fn files_that_were_not_read_leave_no_rule_silent() {
    let document = |gate| run::one_rule(gate, "suid_or_guid_set", &serde_json::json!({}));
    let judged = |files| run::judge(&document(GATE), None, Reading::Exact, Evidence::Files(files));
    let said = |files| -> Vec<String> {
        let judged = judged(files).unwrap_or_else(|errors| panic!("{errors:?}"));
        judged.matches.into_iter().map(|it| it.message).collect()
    };
    let set_id = File { mode: 0o4755, ..file("bin/su") };
    assert_eq!(said(vec![set_id.clone()]).len(), 1);
    let unread = said(vec![file(crate::facts::REST), set_id]);
    assert_eq!(unread.len(), 2, "{unread:?}");
    assert!(unread.iter().any(|it| it == "minestop could not read all files"), "{unread:?}");
}
