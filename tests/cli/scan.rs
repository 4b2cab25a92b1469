//! `minestop scan`.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tar::{Builder, Header};

use crate::hidden_programs::gzip;
use crate::project::{Project, outcome};

/// An inert program with the markers of a miner, from the fixtures of the rules.
pub(super) fn program() -> Vec<u8> {
    let fixture = "testdata/rules/miner-file-content/bad_renamed_program.context/bin/php8";
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(fixture)).expect("the fixture is there")
}

pub(super) fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = Builder::new(Vec::new());
    for (path, bytes) in files {
        let mut header = Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o755);
        builder.append_data(&mut header, path, *bytes).expect("written");
    }
    builder.into_inner().expect("written")
}

/// The digest of bytes as images name them.
pub(super) fn digest(bytes: &[u8]) -> String {
    let sum = Sha256::digest(bytes);
    sum.iter().fold("sha256:".to_owned(), |text, byte| format!("{text}{byte:02x}"))
}

/// A `docker save` archive of one image.
pub(super) fn image(config: Value, layers: &[Vec<u8>]) -> Vec<u8> {
    let config = config.to_string();
    let paths: Vec<String> = (0..layers.len()).map(|n| format!("{n}/layer.tar")).collect();
    let list = json!([{"Config": "c.json", "RepoTags": ["shop/web:1"], "Layers": paths}]);
    let list = list.to_string();
    let mut files: Vec<(&str, &[u8])> =
        vec![("manifest.json", list.as_bytes()), ("c.json", config.as_bytes())];
    files.extend(paths.iter().map(String::as_str).zip(layers.iter().map(Vec::as_slice)));
    tar(&files)
}

fn history() -> Value {
    json!([
        {"created_by": "/bin/sh -c #(nop) ADD file:01 in / "},
        {"created_by": "RUN /bin/sh -c make install # buildkit"},
        {"created_by": "RUN /bin/sh -c rm -rf /opt/php8 # buildkit"},
        {"created_by": "CMD [\"/usr/bin/web\"]", "empty_layer": true},
    ])
}

#[test]
fn a_deleted_miner_is_found_at_its_instruction() {
    let layers = [
        tar(&[("etc/motd", b"hello")]),
        tar(&[("opt/php8", &program())]),
        tar(&[("opt/.wh.php8", b"")]),
    ];
    let config = json!({"config": {"Cmd": ["/usr/bin/web"]}, "history": history()});
    let project = Project::new();
    project.write("image.tar", image(config, &layers));
    let run = project.run(&["scan", "image.tar"]);
    assert_eq!(run.code, 1, "{}{}", run.out, run.err);
    for part in [
        "STOP[miner-file-content]: `opt/php8` is a program that mines",
        "image.tar: shop/web:1:2:1",
        "RUN make install",
        "at byte ",
        "in layer 2 of 3",
        "layer 3 deletes it, but the image still ships it",
    ] {
        assert!(run.out.contains(part), "{part:?} in\n{}", run.out);
    }
    let mut command = project.command(&["scan", "-", "--format", "short"]);
    let piped =
        outcome(command.write_stdin(fs::read(project.path("image.tar")).expect("it is there")));
    assert!(piped.out.contains("<stdin>: shop/web:1:2:1"), "{}{}", piped.out, piped.err);
    assert_eq!(piped.code, 1);
}

#[test]
fn history_and_configuration_are_judged() {
    let pool = "stratum+tcp://pool.example.invalid:3333";
    let start = ["/usr/bin/web", "-o", pool];
    let cases = [
        json!({"config": {"Entrypoint": start}, "history": history()}),
        json!({"config": {"Cmd": start}}),
        json!({"config": {"Env": [format!("POOL={pool}")]}, "history": history()}),
        json!({"history": [{"created_by": format!("RUN /bin/sh -c web -o {pool} # buildkit")}]}),
        json!({"config": {"OnBuild": [format!("RUN web -o {pool}")]}}),
    ];
    for config in cases {
        let project = Project::new();
        project.write("image.tar", image(config.clone(), &[tar(&[("etc/motd", b"hello")])]));
        let run = project.run(&["scan", "image.tar"]);
        assert_eq!(run.code, 1, "{config}\n{}{}", run.out, run.err);
        assert!(run.out.contains("STOP[mining-pool]"), "{}", run.out);
    }
}

#[test]
fn a_script_that_the_image_starts_is_read() {
    let script = b"#!/bin/sh\nexec web -o stratum+tcp://pool.example.invalid:3333\n";
    let config = json!({"config": {"Entrypoint": ["/start"]}});
    let project = Project::new();
    project.write("image.tar", image(config, &[tar(&[("start", script)])]));
    let run = project.run(&["scan", "image.tar"]);
    assert_eq!(run.code, 1, "{}{}", run.out, run.err);
    assert!(run.out.contains("shop/web:1: start:2:"), "{}", run.out);
}

#[test]
fn a_file_that_is_only_called_like_a_program_is_not_read_as_one() {
    let menu = "?package(bash):needs=\"text\" command=\"/bin/bash --login\"\n";
    let mut builder = Builder::new(Vec::new());
    let mut header = Header::new_gnu();
    header.set_size(menu.len() as u64);
    header.set_mode(0o644);
    builder.append_data(&mut header, "usr/share/menu/bash", menu.as_bytes()).expect("written");
    let project = Project::new();
    let config = json!({"config": {"Cmd": ["bash"]}});
    project.write("image.tar", image(config, &[builder.into_inner().expect("written")]));
    let run = project.run(&["scan", "image.tar"]);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    assert!(run.out.contains("nothing found"), "{}", run.out);
}

#[cfg(unix)]
#[test]
fn a_link_counts_by_its_name_if_it_may_be_a_program() {
    let project = Project::new();
    project.write("root/real", "hello");
    let names = ["xmrig", "xmrig-6.21", "xmrig.sh", "xmrig.md", "xmrig.service"];
    for name in names {
        std::os::unix::fs::symlink("real", project.path(&format!("root/{name}"))).expect("made");
    }
    let run = project.run(&["scan", "root", "--format", "short"]);
    let found = names.map(|name| run.out.contains(&format!("the link `{name}` is called like")));
    assert_eq!(found, [true, true, true, false, false], "{}", run.out);
}

#[test]
fn directories_and_archives_are_scanned() {
    let project = Project::new();
    project.write("root/usr/bin/php8", program());
    project.write("root/etc/motd", "hello");
    project.write("clean/etc/motd", "hello");
    let run = project.run(&["scan", "root"]);
    assert_eq!(run.code, 1, "{}{}", run.out, run.err);
    assert!(run.out.contains("`usr/bin/php8` is a program that mines"), "{}", run.out);
    assert_eq!(project.run(&["scan", "clean"]).code, 0);
    project.write("root.tar", tar(&[("usr/bin/php8", &program())]));
    let run = project.run(&["scan", "root.tar", "clean"]);
    assert_eq!(run.code, 1, "{}{}", run.out, run.err);
    project.write("nested.tar", tar(&[("opt/tool.tar", &tar(&[("lib/x", &program())]))]));
    let run = project.run(&["scan", "nested.tar"]);
    assert!(run.out.contains("`opt/tool.tar!lib/x`"), "{}", run.out);
}

#[test]
fn packages_of_a_directory_are_opened_on_demand() {
    let member = |name: &str, bytes: &[u8]| {
        let header =
            format!("{name:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n", 0, 0, 0, 100_644, bytes.len());
        let padding = if bytes.len() % 2 == 1 { "\n" } else { "" };
        [header.as_bytes(), bytes, padding.as_bytes()].concat()
    };
    let data = gzip(&tar(&[("opt/php8", &program())]));
    let parts =
        [b"!<arch>\n".to_vec(), member("debian-binary", b"2.0\n"), member("data.tar.gz", &data)];
    let project = Project::new();
    project.write("root/cache/a.deb", parts.concat());
    let plain = project.run(&["scan", "root"]);
    assert_eq!(plain.code, 0, "{plain:?}");
    assert!(plain.out.contains("root: 1 Debian packages that were not opened"), "{plain:?}");
    assert!(plain.out.contains("nothing found"), "{plain:?}");
    for args in [&["scan", "root", "--packages"][..], &["scan", "root/cache/a.deb"]] {
        let run = project.run(args);
        assert_eq!(run.code, 1, "{}{}", run.out, run.err);
        assert!(run.out.contains("a.deb!data.tar.gz!opt/php8"), "{}", run.out);
    }
}

#[test]
fn what_cannot_be_read_fails() {
    let project = Project::new();
    assert_eq!(project.run(&["scan"]).code, 2);
    let run = project.run(&["scan", "none"]);
    assert_eq!((run.code, run.err.contains("no such file")), (2, true));
    let whole = image(json!({}), &[tar(&[("a", &[b'x'; 4000])])[..2000].to_vec()]);
    project.write("broken.tar", whole);
    let run = project.run(&["scan", "broken.tar"]);
    assert_eq!(run.code, 2, "{}{}", run.out, run.err);
    assert!(run.err.contains("layer"), "{}", run.err);
}

#[test]
fn minestop_itself_is_no_miner() {
    let project = Project::new();
    let program = fs::read(env!("CARGO_BIN_EXE_minestop")).expect("it was built");
    project.write("root/usr/bin/tool", &program);
    let run = project.run(&["scan", "--no-policy", "rootfs:root"]);
    assert_eq!((run.code, run.out.contains("miner")), (0, false), "{}{}", run.out, run.err);
}
