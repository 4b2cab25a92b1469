//! Texts of a policy that mean something in another language.

use serde_json::json;

use super::builders::{Builder, asked};
use super::clusters::{Cluster, documents};
use super::policies::project_of;
use super::{Decision, exported};

/// Texts of a policy, in TOML, that would end a string, a line or a comment.
const TEXTS: [&str; 12] = [
    r#"a"b"#,
    r"a\\b",
    "a'b",
    "a`b",
    "${HOME}",
    "{{ request.object }}",
    "a\\nspec: {}",
    "a\\r\\n---\\nkind: x",
    "a\\u2028b\\u0085c",
    "# a",
    "\\u001b[31m",
    "%s %d é 😀",
];

fn toml(text: &str) -> String {
    text.replace('"', "\\\"")
}

#[test]
fn texts_of_a_policy_stay_texts() {
    for text in TEXTS {
        let text = toml(text);
        let project = project_of(&format!(
            "[rules.denied-user]\naction = \"stop\"\ndeny = [\"miner\", \"{}\"]\n[rules.denied-workdir]\naction = \"stop\"\n\
             deny = [\"/{text}/**\"]\n[[exceptions]]\nrule = \"denied-image\"\nmatch = \"{text}*\"\nreason = \"x{text}\"\n\
             [[exceptions]]\nrule = \"denied-user\"\nmatch = \"{text}z\"\nreason = \"x{text}\"\n\
             [[exceptions]]\nrule = \"denied-user\"\nfiles = [\"x\"]\nreason = \"x{text}\"\n",
            text.replace([' ', ':'], "_"),
        ));
        let check = project.run(&["policy", "check", "minestop.toml"]);
        if check.code != 0 {
            // what no pattern can be is refused before
            assert_eq!(project.run(&["export", "cel", "--policy", "minestop.toml"]).code, 2);
            continue;
        }
        let (cel, kyverno) = (exported(&project, "cel").0, exported(&project, "kyverno").0);
        assert!(cel.lines().all(|line| !line.contains('\r')));
        assert_eq!(documents(&cel).len(), 2, "{cel}");
        assert_eq!(documents(&kyverno).len(), 1, "{kyverno}");
        let pod = |image: &str| json!({"kind": "Pod", "spec": {"containers": [{"image": image}]}});
        for cluster in [Cluster::of_kubernetes(&cel), Cluster::of_kyverno(&kyverno)] {
            assert_eq!(cluster.judge(&pod("debian")).0, Decision::Passes);
            assert_eq!(cluster.judge(&pod("metal3d/xmrig")).0, Decision::Refused);
        }
        let (rego, (source_policy, said)) =
            (exported(&project, "rego").0, exported(&project, "source-policy"));
        assert!(!said.contains('\u{1b}'), "{said}");
        for mut builder in [Builder::of_rego(&rego), Builder::of_source_policy(&source_policy)] {
            assert_eq!(builder.judge("debian"), Decision::Passes);
            assert_eq!(builder.judge("metal3d/xmrig"), Decision::Refused);
        }
    }
}

#[test]
fn patterns_with_odd_characters_mean_what_they_mean_in_minestop() {
    for (pattern, path, is_meant) in [
        ("/a'b/**", "/a'b/c", true),
        ("/a'b/**", "/ab/c", false),
        ("/a\"b", "/a\"b", true),
        ("/${HOME}", "/${HOME}", true),
        ("/a`b*", "/a`bc", true),
        ("/é*", "/éa", true),
        ("/a+b.c", "/aab-c", false),
        ("/a#b", "/a#b", true),
    ] {
        let project = project_of(&format!(
            "[rules.denied-workdir]\naction = \"stop\"\ndeny = [\"{}\"]\n",
            toml(pattern)
        ));
        if project.run(&["policy", "check", "minestop.toml"]).code != 0 {
            continue;
        }
        let cluster = Cluster::of_kubernetes(&exported(&project, "cel").0);
        let object = json!({"kind": "Pod", "spec": {"containers": [{"image": "debian", "workingDir": path}]}});
        let refused = cluster.judge(&object).0 == Decision::Refused;
        assert_eq!(refused, is_meant, "{pattern} {path}");
    }
}

#[test]
fn sources_that_are_no_images_are_not_judged() {
    let project = project_of("[rules.untrusted-image]\naction = \"stop\"\n");
    let Builder::Rego(mut engine) = Builder::of_rego(&exported(&project, "rego").0) else { return };
    for input in [
        json!({"env": {"depth": 0}, "local": {"name": "context"}}),
        json!({"env": {"depth": 0}, "http": {"url": "https://dl.example.invalid/x"}}),
        json!({"env": {"depth": 0, "capsRequest": true}}),
    ] {
        assert_eq!(asked(&mut engine, &input)["allow"], true, "{input}");
    }
}
