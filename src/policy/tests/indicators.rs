//! An organisation's own knowledge, from the policy file and from files beside it.

use crate::policy::{Policy, PolicyError, read_indicators};
use crate::source::Sources;

use crate::policy::tests::{good, table};

fn add(policy: &mut Policy, name: &str, text: &str) -> Result<(), Vec<PolicyError>> {
    let mut sources = Sources::default();
    let file = sources.add(name, text.as_bytes().to_vec());
    read_indicators(file, &sources).map(|more| policy.add_indicators(more))
}

#[track_caller]
fn errors(text: &str, expected: &[&str]) {
    let mut policy = good("");
    let errors = add(&mut policy, "iocs", text).expect_err("the file has errors");
    assert_eq!(table(text, &errors).lines().collect::<Vec<_>>(), expected);
    assert!(policy.indicators().is_empty());
}

#[test]
fn lists_of_the_policy_and_of_its_files_come_together() {
    let mut policy = good(
        "[indicators]\nnames = [\"fakeminer\"]\nports = [3333]\nfiles = [\"a.json\", \"b.toml\"]\n",
    );
    let files: Vec<_> = policy.indicator_files().iter().map(|f| f.value.as_str()).collect();
    assert_eq!(files, ["a.json", "b.toml"]);
    let json = r#"{ "_about": {"x": [1]}, "names": ["other\u006dminer"], "ports": [ 4444 ],
        "images": [], "file_markers": ["MARK"] }"#;
    add(&mut policy, "a.json", json).unwrap();
    add(&mut policy, "b.toml", "_note = 1\nhosts = [\"pool.example.invalid\"]\n").unwrap();
    let values = |items: &[crate::config::Item]| -> Vec<String> {
        items.iter().map(|item| item.value.clone()).collect()
    };
    let indicators = policy.indicators();
    assert_eq!(values(&indicators.names), ["fakeminer", "othermminer"]);
    assert_eq!(values(&indicators.ports), ["3333", "4444"]);
    assert_eq!(values(&indicators.hosts), ["pool.example.invalid"]);
    assert_eq!(values(&indicators.file_markers), ["MARK"]);
    assert_eq!(json.get(indicators.names[1].span.range()), Some(r#""other\u006dminer""#));
}

#[test]
fn an_indicator_ends_at_its_limit() {
    for (length, is_taken) in [(1024, true), (1025, false)] {
        let text = format!("[indicators]\nfile_markers = [\"{}\"]\n", "x".repeat(length));
        assert_eq!(crate::policy::tests::read(&text).is_ok(), is_taken, "{length}");
        let json = format!("{{\"file_markers\": [\"{}\"]}}", "x".repeat(length));
        assert_eq!(add(&mut good(""), "a.json", &json).is_ok(), is_taken, "{length}");
    }
    for (bytes, is_taken) in [(16 << 20, true), ((16 << 20) + 1, false)] {
        let json = format!("{{\"names\": []{}}}", " ".repeat(bytes - 13));
        assert_eq!(json.len(), bytes);
        assert_eq!(add(&mut good(""), "a.json", &json).is_ok(), is_taken, "{bytes}");
    }
}

#[test]
fn what_can_be_no_indicator_is_an_error_at_its_place() {
    for (list, value, message) in [
        ("names", "x", "a name has at least three letters or digits"),
        ("images", "a b", "is no part of an image name"),
        ("hosts", "https://x", "a host is a domain or an address"),
        ("flags", "x", "an option starts with `-`"),
        ("wallets", "a-b", "a wallet consists of letters and digits"),
        ("digests", "ab", "a digest is 64 hexadecimal digits"),
        ("file_markers", "hex:x", "after `hex:` come pairs"),
    ] {
        let text = format!("[indicators]\nports = [1]\n{list} = [\n  \"{value}\",\n]\n");
        let errors = good(&text).knowledge().expect_err("it can be none");
        let [error] = errors.as_slice() else { panic!("{errors:?}") };
        assert_eq!(text.get(error.span.range()), Some(format!("\"{value}\"").as_str()), "{list}");
        assert!(error.message.contains(message), "{list}: {}", error.message);
    }
}

#[test]
fn a_byte_order_mark_before_json_is_skipped() {
    let mut policy = good("");
    let json = "\u{feff}{\"names\": [\"x1\"]}";
    add(&mut policy, "a.json", json).unwrap();
    assert_eq!(json.get(policy.indicators().names[0].span.range()), Some("\"x1\""));
    errors("\u{feff}{\"names\": 1}", &["1:12-13 `names` must be a list"]);
}

#[test]
fn all_errors_of_a_json_file_are_reported_at_once() {
    errors(
        "{\n \"nmes\": [],\n \"names\": [\"ok\", 3, \"\"],\n \"hosts\": \"x\",\n \"ports\": [3333, \"1\", 0]\n}",
        &[
            "2:10-12 unknown kind of indicator `nmes` [did you mean `names`?]",
            "3:18-19 `names` must be a list of strings",
            "3:21-23 an indicator must not be empty or have blanks around it",
            "4:11-14 `hosts` must be a list",
            "5:18-21 a port is a number from 1 to 65535",
            "5:23-24 a port is a number from 1 to 65535",
        ],
    );
}

#[test]
fn broken_json_is_reported_where_it_breaks() {
    errors("{\n  \"names\": [\"a\",,]\n}", &["2:17-18 expected value"]);
    errors("{ \"names\": [\"a\"]", &["1:16-17 EOF while parsing an object"]);
}

#[test]
fn toml_indicator_files_report_like_policies() {
    errors(
        "names = 1\nfiles = [\"x\"]\nports = [1.5]\n",
        &[
            "1:9-10 `names` must be a list of strings, here is an integer",
            "2:1-6 unknown kind of indicator `files` [write `names`, `images`, `hosts`, `urls`, `ports`, `flags`, \
             `wallets`, `packages`, `file_markers` or `digests`]",
            "3:10-13 `ports` must be a list of port numbers, here is a float",
        ],
    );
}

#[test]
fn each_kind_has_its_own_list() {
    let kinds = "names images hosts urls flags wallets packages file_markers digests";
    for kind in kinds.split(' ') {
        let text = format!("[indicators]\n{kind} = [\"a\", \"b\"]\n");
        let mut policy = good(&text);
        add(&mut policy, "more.toml", &format!("{kind} = [\"c\"]\n")).expect("it is a list");
        let shown = format!("{:?}", policy.indicators());
        let list = shown.split_once(&format!(" {kind}: ")).map_or("", |(_, rest)| rest);
        let list = list.split(']').next().unwrap_or_default();
        assert_eq!(list.matches("value:").count(), 3, "{kind}: {shown}");
        assert_eq!(shown.matches("value:").count(), 3, "{kind}: {shown}");
    }
    let mut policy = good("[indicators]\nports = [1]\n");
    add(&mut policy, "more.json", "{\"ports\": [2]}").expect("it is a list");
    let ports: Vec<_> = policy.indicators().ports.iter().map(|it| it.value.as_str()).collect();
    assert_eq!(ports, ["1", "2"]);
}
