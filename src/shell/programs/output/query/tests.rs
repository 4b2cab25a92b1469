//! What filters give, and which documents programs read.

use serde_json::json;

use super::filter::{LARGEST, MOST, NAMED, Work, named};
use super::{documents, parse};

fn given(query: &str) -> Option<String> {
    let value =
        json!({"a": {"b": "x"}, "l": ["p", "q", 1], "c d": "eA==", "n": [120, 121], "j": "[1]"});
    let work = Work::new();
    let values = parse::filter(query, &work)?.of(&value, &work)?;
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

/// Whether a query was cut, and how many values it gives.
fn cut(query: &str, value: &serde_json::Value) -> (bool, Option<usize>) {
    let work = Work::new();
    let given = parse::filter(query, &work).and_then(|filter| filter.of(value, &work));
    (work.is_cut.get(), given.map(|it| it.len()))
}

#[test]
fn each_bound_of_a_query_is_said() {
    assert_eq!(cut(".[]", &json!(vec![1; MOST])), (false, Some(MOST)));
    assert_eq!(cut(".[]", &json!(vec![1; MOST + 1])), (true, None));
    let text = |length| json!("x".repeat(length));
    assert_eq!(cut("[.]", &text(LARGEST - 2)), (false, Some(1)));
    assert_eq!(cut("[.]", &text(LARGEST - 1)), (true, None));
    let deep = |count: usize| "(".repeat(count) + "." + &")".repeat(count);
    assert_eq!(cut(&deep(parse::DEEPEST - 1), &json!(1)), (false, Some(1)));
    assert_eq!(cut(&deep(parse::DEEPEST), &json!(1)), (true, None));
    // what is only not known is not cut
    assert_eq!(cut("env.X", &json!(1)), (false, None));
}

#[test]
fn large_documents_cost_a_few_copies() {
    let items = json!(vec!["a"; 100_000]);
    for query in [vec!["."; 500].join("|"), "add".to_owned(), "join(\"x\")".to_owned()] {
        assert_eq!(cut(&query, &items), (true, None), "{query}");
    }
    let large = json!(vec!["a".repeat(1 << 16); 64]);
    assert_eq!(cut(".[] + .[]", &large), (true, None));
}
