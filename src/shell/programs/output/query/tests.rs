//! What filters give, and which documents programs read.

use serde_json::json;

use super::filter::{NAMED, named};
use super::{documents, parse};

fn given(query: &str) -> Option<String> {
    let value =
        json!({"a": {"b": "x"}, "l": ["p", "q", 1], "c d": "eA==", "n": [120, 121], "j": "[1]"});
    let values = parse::filter(query)?.of(&value)?;
    Some(values.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))
}

#[test]
fn filters_give_what_jq_gives() {
    for (query, wanted) in [
        (".a.b", "\"x\""),
        (".a | .b", "\"x\""),
        (".[\"a\"][\"b\"]", "\"x\""),
        (".\"c d\"|@base64d", "\"x\""),
        (".l[0] + .l[-2]", "\"pq\""),
        (".l[]", "\"p\" \"q\" 1"),
        (".l[0], .a.b", "\"p\" \"x\""),
        (".l | join(\"-\")", "\"p-q-1\""),
        ("[.l[0], \"z\"] | add", "\"pz\""),
        ("\"\\(.a.b)/\\(.l[2])\\n\"", "\"x/1\\n\""),
        (".n|implode", "\"xy\""),
        (".l|map(.)|last", "1"),
        (".l|@sh", "\"'p' 'q' 1\""),
        ("(.a|.b)?", "\"x\""),
        (".l|first|explode", "[112]"),
        (".j|fromjson|.[0]", "1"),
        (".a.b|reverse|ascii_downcase|tojson", "\"\\\"x\\\"\""),
        (".none.at.all", "null"),
        (".l[7]", "null"),
    ] {
        assert_eq!(given(query).unwrap_or_default(), wanted, "{query}");
    }
}

#[test]
fn what_is_not_known_gives_nothing() {
    for query in [
        "",
        ".a.",
        "env.X",
        "def f: .; f",
        ".l | test(\"x\")",
        ".a.b[0]",
        ".l[0:1]",
        "(.",
        "\"x",
        ".l|add",
    ] {
        assert_eq!(given(query), None, "{query}");
    }
    let deep = format!("{}.{}", "(".repeat(10_000), ")".repeat(10_000));
    assert_eq!(given(&deep), None);
}

#[test]
fn each_name_is_known() {
    let values = [json!("W10="), json!("[1]"), json!(["a"]), json!([97])];
    for name in NAMED {
        assert!(values.iter().any(|value| named(name, value).is_some()), "{name}");
    }
}

#[test]
fn what_grows_is_bounded() {
    for filter in ["[.,.]", "map(.+.)", "\"\\(.)\\(.)\"", "., ."] {
        let query = vec![filter; 60].join("|");
        assert_eq!(given(&query), None, "{filter}");
    }
    let sums = |count| format!(".n | map(tostring) | {}", vec![".[]"; count].join("+"));
    assert_eq!(given(&sums(3)).map(|it| it.split(' ').count()), Some(8));
    assert_eq!(given(&sums(13)), None);
}

#[test]
fn each_program_reads_its_own_notation() {
    assert_eq!(documents("jq", "{\"a\":1} [2]").map(|it| it.len()), Some(2));
    assert_eq!(documents("yq", "a: 1\n---\nb: x\n").map(|it| it.len()), Some(2));
    assert_eq!(documents("tomlq", "a = 1\n").map(|it| it.len()), Some(1));
    assert_eq!(documents("jq", "a: 1"), None);
}
