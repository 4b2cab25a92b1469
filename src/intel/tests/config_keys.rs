//! Keys of configuration files, in every dialect that miners read.

use crate::intel::Intel;

#[test]
fn keys_are_found_in_any_dialect() {
    let values = |text: &str| -> Vec<String> {
        let found = Intel::builtin().config_keys(text.as_bytes());
        found.map(|(_, known)| known.value().to_owned()).collect()
    };
    let json = r#"{ "pools": [ { "url": "h:1", "user": "u" } ], /* x */ "donate-level": 0, }"#;
    assert_eq!(values(json), ["pools", "url", "user", "donate-level"]);
    assert_eq!(
        values("\"pool_list\" :\n[\n{\"pool_address\" : \"a\"}]"),
        ["pool_list", "pool_address"]
    );
    assert_eq!(values(r#"["pools", "url"] "nothing": 1"#), Vec::<String>::new());
}
