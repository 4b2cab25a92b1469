//! The bundle of `examples/anchore`: every check fires, in both formats, on the text and on a finished image, and the
//! imported policy is sound.

use std::fs;
use std::path::PathBuf;

use serde_json::json;
use tar::{Builder, Header};

use super::{minestop, project};

const POLICIES: [&str; 2] = ["policy-v1.json", "policy-v2.json"];

fn example() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples/anchore")
}

/// Parts of the messages, one for each check that the story needs.
const CHECKS: [&str; 9] = [
    "'FROM' check 'not_in'",
    "apt-get",
    "https?|s?ftp",
    "'USER' check '='",
    "User monero found as effective user",
    "'WORKDIR' check '='",
    "'ENTRYPOINT' check '='",
    "Application of regex matched file found in container",
    "filename=/home/monero/xmrig and mode=0o755",
];

#[test]
fn both_formats_find_everything_in_the_dockerfile() {
    let mut seen = Vec::new();
    for policy in POLICIES {
        let args = ["lint", "Dockerfile", "--policy", policy, "--format", "short", "-q"];
        let (code, out, err) = minestop(&example(), &args);
        assert_eq!((code, err.as_str()), (1, ""), "{out}");
        for check in CHECKS {
            assert!(out.contains(check), "{check} in\n{out}");
        }
        seen.push(out);
    }
    assert_eq!(seen.first(), seen.last());
    insta::assert_snapshot!(seen.concat().lines().take(10).collect::<Vec<_>>().join("\n"));
}

#[test]
fn the_compliance_table_has_a_row_for_each_check() {
    let of_text = [
        "defence/trusted-base",
        "defence/no-apt-get",
        "defence/no-transfer-run",
        "defence/no-miner-user ",
        "defence/no-miner-user-effective",
        "defence/no-miner-home",
        "defence/no-miner-entrypoint",
    ];
    let of_files = ["defence/miner-name", "defence/miner-attributes"];
    for policy in POLICIES {
        let table = |path: &str| {
            let args = ["lint", path, "--policy", policy, "--format", "compliance"];
            let (code, out, err) = minestop(&example(), &args);
            assert_eq!((code, err.as_str()), (1, ""), "{out}");
            assert!(out.contains("STOP: 1 file"), "{out}");
            out
        };
        let both: Vec<&str> = of_text.into_iter().chain(of_files).collect();
        for (path, rules) in [("../monero-miner", &of_text[..]), ("Dockerfile", &both)] {
            let out = table(path);
            for rule in rules {
                assert!(out.contains(rule), "{path}: {rule} in\n{out}");
            }
            assert_eq!(out.matches("┆ STOP ").count(), rules.len(), "{out}");
        }
    }
}

#[test]
fn the_finished_image_is_found_too() {
    let mut layer = Builder::new(Vec::new());
    let mut header = Header::new_gnu();
    let script = fs::read(example().join("home/monero/xmrig")).expect("it is there");
    header.set_size(script.len() as u64);
    header.set_mode(0o755);
    layer.append_data(&mut header, "home/monero/xmrig", script.as_slice()).expect("written");
    let layer = layer.into_inner().expect("written");
    let config = json!({
        "config": {"User": "monero", "WorkingDir": "/home/monero", "Entrypoint": ["./xmrig"]},
        "history": [
            {"created_by": "RUN /bin/sh -c apt-get update && apt-get install -y wget # buildkit", "empty_layer": true},
            {"created_by": "RUN /bin/sh -c wget https://downloads.example.invalid/x # buildkit", "empty_layer": true},
            {"created_by": "COPY home /home # buildkit"},
            {"created_by": "USER monero", "empty_layer": true},
            {"created_by": "WORKDIR /home/monero", "empty_layer": true},
            {"created_by": "ENTRYPOINT [\"./xmrig\"]", "empty_layer": true},
        ],
    });
    let list = json!([{"Config": "c.json", "RepoTags": ["shop/web:1"], "Layers": ["layer.tar"]}]);
    let mut image = Builder::new(Vec::new());
    for (name, bytes) in [
        ("manifest.json", list.to_string().into_bytes()),
        ("c.json", config.to_string().into_bytes()),
        ("layer.tar", layer),
    ] {
        let mut header = Header::new_gnu();
        header.set_size(bytes.len() as u64);
        image.append_data(&mut header, name, bytes.as_slice()).expect("written");
    }
    let project = project(&[("a", "")]);
    fs::write(project.join("image.tar"), image.into_inner().expect("written")).expect("written");
    for policy in POLICIES {
        let policy = example().join(policy);
        let policy = policy.to_string_lossy();
        let args = ["scan", "image.tar", "--policy", &policy, "--format", "short", "-q"];
        let (code, out, err) = minestop(&project, &args);
        assert_eq!(code, 1, "{out}{err}");
        for check in CHECKS.iter().skip(1) {
            assert!(out.contains(check), "{check} in\n{out}");
        }
    }
}

#[test]
fn the_imported_policy_is_sound_and_stops_the_same_dockerfile() {
    for policy in POLICIES {
        let (code, text, err) = minestop(&example(), &["policy", "import", policy]);
        assert_eq!((code, err.as_str()), (0, ""));
        let project = project(&[("minestop.toml", &text)]);
        let (code, out, err) = minestop(&project, &["policy", "check", "minestop.toml"]);
        assert_eq!(code, 0, "{out}{err}");
        let policy = project.join("minestop.toml");
        let args = [
            "lint",
            "Dockerfile",
            "--policy",
            &policy.to_string_lossy(),
            "--format",
            "short",
            "-q",
        ];
        let (code, out, _) = minestop(&example(), &args);
        assert_eq!(code, 1, "{out}");
        for part in [
            "STOP[instruction]",
            "STOP[denied-user]",
            "STOP[miner-file-name]",
            "STOP[file-attributes]",
        ] {
            assert!(out.contains(part), "{part} in\n{out}");
        }
        insta::assert_snapshot!(text);
        assert!(text.contains("# What did not carry over:"));
    }
}
