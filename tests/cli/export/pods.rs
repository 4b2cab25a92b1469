//! Pods and what has pods in it: every list of containers, users, directories, programs.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::builders::Builder;
use super::clusters::Cluster;
use super::policies::project_of;
use super::{Decision, exported, linted};

const RULES: &[&str] =
    &["denied-image", "untrusted-image", "denied-user", "denied-workdir", "miner-command"];

const POLICY: &str = r#"
[rules.untrusted-image]
action = "warn"
allow = ["library/*", "registry.example.invalid/**", "metal3d/xmrig"]
[rules.denied-user]
action = "stop"
deny = ["0", "root", "10??", "svc-*"]
allow = ["1001"]
[rules.denied-workdir]
action = "stop"
deny = ["/srv/forbidden/**", "**/secret", "mined-*"]
allow = ["/srv/forbidden/but/this"]
"#;

/// An object of a kind with this pod.
fn object(kind: &str, pod: &Value) -> Value {
    let (version, spec) = match kind {
        "Pod" => ("v1", pod.clone()),
        "ReplicationController" => ("v1", json!({"template": {"spec": pod}})),
        "PodTemplate" => {
            return json!({"apiVersion": "v1", "kind": kind, "metadata": {"name": "x"}, "template": {"spec": pod}});
        }
        "CronJob" => (
            "batch/v1",
            json!({"schedule": "* * * * *", "jobTemplate": {"spec": {"template": {"spec": pod}}}}),
        ),
        "Job" => ("batch/v1", json!({"template": {"spec": pod}})),
        _ => ("apps/v1", json!({"template": {"spec": pod}})),
    };
    json!({"apiVersion": version, "kind": kind, "metadata": {"name": "x"}, "spec": spec})
}

const KINDS: [&str; 9] = [
    "Pod",
    "Deployment",
    "StatefulSet",
    "DaemonSet",
    "ReplicaSet",
    "Job",
    "CronJob",
    "ReplicationController",
    "PodTemplate",
];

/// What is in a pod, beside a container of which nothing is to say.
fn pods() -> Vec<Value> {
    let plain = json!({"name": "a", "image": "debian:12", "command": ["sleep", "1"]});
    let container = |more: Value| {
        let mut container = json!({"name": "b", "image": "debian:12"});
        let more = more.as_object().expect("fields").clone();
        container.as_object_mut().expect("fields").extend(more);
        json!({"containers": [plain.clone(), container]})
    };
    let in_list = |list: &str| json!({"containers": [plain.clone()], list: [{"name": "b", "image": "metal3d/xmrig"}]});
    let mut all = vec![
        json!({"containers": [plain.clone()]}),
        in_list("initContainers"),
        in_list("ephemeralContainers"),
        json!({"containers": [{"name": "b", "image": "metal3d/xmrig"}, plain.clone()]}),
        json!({"containers": [plain.clone()], "volumes": [{"name": "v", "emptyDir": {}},
            {"name": "w", "image": {"reference": "docker.io/metal3d/xmrig:6"}}]}),
        json!({"containers": [plain.clone()], "securityContext": {"runAsUser": 0}}),
        json!({"containers": [plain.clone()], "securityContext": {"runAsNonRoot": true}}),
        json!({"securityContext": {"runAsUser": 0},
               "containers": [{"name": "a", "image": "debian:12", "securityContext": {"runAsUser": 7}}]}),
        json!({"securityContext": {"runAsUser": 7},
               "containers": [{"name": "a", "image": "debian:12", "securityContext": {"runAsUser": 0}}]}),
        json!({"securityContext": {"windowsOptions": {"runAsUserName": "svc-web"}}, "containers": [plain.clone()]}),
        json!({"securityContext": {"windowsOptions": {"runAsUserName": "xmrig"}}, "containers": [plain.clone()]}),
    ];
    for user in [0, 1, 999, 1000, 1001, 1099, 2000] {
        all.push(container(json!({"securityContext": {"runAsUser": user}})));
    }
    for name in ["svc-a", "svc", "web", "Miner", "ROOT", "root"] {
        all.push(container(
            json!({"securityContext": {"windowsOptions": {"runAsUserName": name}}}),
        ));
    }
    for path in [
        "/srv/forbidden",
        "/srv/forbidden/a/b",
        "/srv/forbidden/but/this",
        "/srv//forbidden/a/",
        "/srv/other",
        "/secret",
        "/a/b/secret",
        "/a/secret/b",
        "/a/mined-x",
        "/mined-x/b",
        "/home/monero",
        "/home/monero/data",
        "/HOME/Monero/",
        "/home/monerod",
        "/opt/mining/x",
        "/",
        "/app",
    ] {
        all.push(container(json!({"workingDir": path})));
    }
    for command in [
        json!(["xmrig"]),
        json!(["/usr/local/bin/xmrig", "-o", "x"]),
        json!(["XMRig"]),
        json!(["xmrig.exe"]),
        json!(["./cpuminer-multi"]),
        json!(["cpuminer_multi", "--help"]),
        json!(["minerd"]),
        json!(["nginx"]),
        json!(["adminer"]),
        json!(["xmrig-exporter"]),
        json!(["sh"]),
        json!([]),
    ] {
        all.push(container(json!({"command": command})));
    }
    for image in
        ["team/tool", "registry.example.invalid/a:1", "quay.io/library/debian", "localhost/debian"]
    {
        all.push(json!({"containers": [{"name": "a", "image": image}]}));
    }
    all.push(json!({"containers": [plain.clone(), {"name": "b"}]}));
    all
}

fn messages(findings: &[(Decision, String)]) -> Vec<&str> {
    findings.iter().map(|(_, message)| message.as_str()).collect()
}

#[test]
fn clusters_decide_about_pods_as_minestop_does() {
    let project = project_of(POLICY);
    let clusters = [
        Cluster::of_kubernetes(&exported(&project, "cel").0),
        Cluster::of_kyverno(&exported(&project, "kyverno").0),
    ];
    let pods = pods();
    assert!(pods.len() >= 50, "{}", pods.len());
    let mut objects = BTreeMap::new();
    for (number, pod) in pods.iter().enumerate() {
        let kinds = if number < 6 { &KINDS[..] } else { &KINDS[number % 9..=number % 9] };
        for kind in kinds {
            let object = object(kind, pod);
            let path = format!("{kind}{number}.yaml");
            project.write(&path, object.to_string());
            objects.insert(path, object);
        }
    }
    let found = linted(&project, RULES);
    assert_eq!(found.len(), objects.len());
    let mut decisions = BTreeMap::new();
    for (path, findings) in found {
        let wanted = findings.iter().map(|(it, _)| *it).max().unwrap_or(Decision::Passes);
        for cluster in &clusters {
            let (decision, said) = cluster.judge(&objects[&path]);
            assert_eq!(decision, wanted, "{}: {:?} {said:?}", objects[&path], messages(&findings));
        }
        *decisions.entry(wanted).or_insert(0) += 1;
    }
    assert!(decisions.values().all(|count| *count >= 3), "{decisions:?}");
    assert_eq!(decisions.len(), 3);
}

#[test]
fn what_is_left_out_passes_in_a_cluster_and_the_text_says_so() {
    let project = project_of(POLICY);
    let (text, _) = exported(&project, "cel");
    let cluster = Cluster::of_kubernetes(&text);
    let script = json!({"containers": [{"name": "a", "image": "debian:12", "command": ["sh", "-c", "xmrig -o x"]}]});
    let path =
        json!({"containers": [{"name": "a", "image": "debian:12", "workingDir": "/opt/xmrig-6"}]});
    let users = json!({"containers": [{"name": "a", "image": "debian:12", "command": ["gosu", "monero", "nginx"]}]});
    for (number, (pod, says)) in [
        (script, "miner-command: what images start by themselves, scripts"),
        (path, "paths with the name of a miner"),
        (users, "those that commands run others as"),
    ]
    .into_iter()
    .enumerate()
    {
        let object = object("Pod", &pod);
        assert_eq!(cluster.judge(&object).0, Decision::Passes, "{object}");
        assert!(text.contains(says), "{says}");
        project.write(&format!("{number}.yaml"), object.to_string());
    }
    for (path, findings) in linted(&project, RULES) {
        assert!(findings.iter().any(|(it, _)| *it == Decision::Refused), "{path}: {findings:?}");
    }
}

#[test]
fn no_name_in_a_text_is_one_that_minestop_lets_pass() {
    let project = project_of("");
    let intel = project.run(&["intel", "--format", "json"]);
    let entries: Value = serde_json::from_str(&intel.out).expect("the intelligence");
    let values = entries["entries"].as_array().expect("entries").iter();
    let names: BTreeSet<String> = values
        .filter_map(|it| it["value"].as_str())
        .filter(|it| it.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b)))
        .map(str::to_ascii_lowercase)
        .collect();
    assert!(names.len() > 500, "{}", names.len());
    let mut images = Builder::of_source_policy(&exported(&project, "source-policy").0);
    let only = ["export", "cel", "--policy", "minestop.toml", "--only", "miner-command"];
    let programs = Cluster::of_kubernetes(&project.run(&only).out);
    let mut refused = Vec::new();
    for name in &names {
        for image in [format!("x/{name}"), format!("x/my-{name}"), format!("x/{name}-docker-cpu")] {
            if images.judge(&image) == Decision::Refused {
                refused.push(json!({"name": "a", "image": image}));
            }
        }
        let container = json!({"name": "a", "image": "debian:12", "command": [name]});
        if programs.judge(&object("Pod", &json!({"containers": [&container]}))).0
            != Decision::Passes
        {
            refused.push(container);
        }
    }
    assert!(refused.len() > 300, "{}", refused.len());
    for (number, container) in refused.iter().enumerate() {
        let object = object("Pod", &json!({"containers": [container]}));
        project.write(&format!("{number}.yaml"), object.to_string());
    }
    let found = linted(&project, RULES);
    assert_eq!(found.len(), refused.len());
    for (path, findings) in found {
        let is_refused = findings.iter().any(|(it, _)| *it == Decision::Refused);
        assert!(is_refused, "{path}: {}", project.read(&path));
    }
}
