//! A report never says GO of what was not judged; and what a target is, is not for its author to choose.

use serde_json::{Value, json};

use crate::project::{Outcome, Project, outcome};
use crate::scan::{digest, image, program, tar};

const FORMATS: [&str; 7] = ["human", "short", "json", "sarif", "github", "compliance", "html"];

fn piped(project: &Project, input: &[u8], args: &[&str]) -> Outcome {
    outcome(project.command(args).write_stdin(input))
}

/// A target whose layer is not there.
fn without_layer() -> Vec<u8> {
    let list = json!([{"Config": "c.json", "RepoTags": ["shop/web:1"], "Layers": ["gone.tar"]}]);
    tar(&[("manifest.json", list.to_string().as_bytes()), ("c.json", b"{}")])
}

#[test]
fn every_format_says_what_was_not_judged() {
    let project = Project::new();
    project.write("image.tar", without_layer());
    for format in FORMATS {
        let run = project.run(&["scan", "--format", format, "image.tar"]);
        assert_eq!(run.code, 2, "{format}");
        for said in ["image.tar", "gone.tar", "it is not there"] {
            assert!(run.out.contains(said), "{format}: {said}: {}", run.out);
        }
        assert!(!run.out.contains("\"GO\"") && !run.out.contains("GO:"), "{format}: {}", run.out);
    }
    let json = project.run(&["scan", "--format", "json", "image.tar"]).out;
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        (&json["verdict"], &json["files"][0]["verdict"]),
        (&json!("ERROR"), &json!("ERROR"))
    );
    assert_eq!(json["errors"][0]["layer"], "gone.tar");
    let sarif = project.run(&["scan", "--format", "sarif", "image.tar"]).out;
    let sarif: Value = serde_json::from_str(&sarif).unwrap();
    let invocation = &sarif["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    assert_eq!(invocation["toolExecutionNotifications"][0]["level"], "error");
}

#[test]
fn what_is_no_archive_or_holds_nothing_is_an_error() {
    let project = Project::new();
    std::fs::create_dir(project.path("nothing")).unwrap();
    project.write("empty.tar", "");
    project.write("said.tar", "Error response from daemon: no such image\n");
    let whole = tar(&[("bin/tool", &[b'x'; 5000])]);
    project.write("cut.tar", &whole[..3000]);
    for target in ["nothing", "empty.tar", "said.tar", "cut.tar", "gone"] {
        let run = project.run(&["scan", "--format", "short", target]);
        assert_eq!(run.code, 2, "{target}: {}{}", run.out, run.err);
        assert!(run.out.contains(&format!("{target}: ERROR ")), "{target}: {}", run.out);
    }
    for input in ["", "Error response from daemon: no such image\n", "Fehler: \u{fc}\n"] {
        let run = piped(&project, input.as_bytes(), &["scan", "-"]);
        assert_eq!(run.code, 2, "{input}: {}{}", run.out, run.err);
        assert!(run.err.contains("docker save NAME | minestop scan -"), "{}", run.err);
    }
}

#[test]
fn files_that_no_manifest_names_are_judged() {
    let miner = program();
    let decoy = json!([{"Config": "c.json"}]).to_string();
    let listed =
        tar(&[("manifest.json", decoy.as_bytes()), ("c.json", b"{}"), ("opt/tool", &miner)]);
    let project = Project::new();
    project.write("listed.tar", &listed);
    let web = tar(&[("manifest.json", b"{\"name\":\"shop\"}"), ("opt/tool", &miner)]);
    project.write("web.tar", web);
    let digest = format!("sha256:{}", "0".repeat(64));
    let index = json!({"manifests": [{"digest": digest}]}).to_string();
    project.write("layout/index.json", index);
    project.write("layout/blobs/sha256/x", "");
    project.write("layout/opt/tool", &miner);
    // a member of this name stands in front of the one that the manifest means
    let layer = tar(&[("etc/motd", b"hello")]);
    let list = json!([{"Config": "c.json", "Layers": ["layer.tar"]}]).to_string();
    let twice = tar(&[
        ("manifest.json", list.as_bytes()),
        ("c.json", b"{}"),
        ("layer.tar", &tar(&[("opt/tool", &miner)])),
        ("layer.tar", &layer),
    ]);
    project.write("twice.tar", twice);
    for target in ["listed.tar", "web.tar", "layout", "twice.tar"] {
        let run = project.run(&["scan", "--format", "short", target]);
        assert!(run.out.contains("STOP[miner-file-content]"), "{target}: {}{}", run.out, run.err);
        assert_ne!(run.code, 0, "{target}");
    }
    assert_eq!(project.run(&["scan", "listed.tar", "web.tar", "twice.tar"]).code, 1);
}

#[test]
fn a_target_may_say_what_it_is() {
    let project = Project::new();
    project.write("image.tar", image(json!({}), &[tar(&[("opt/tool", &program())])]));
    project.write("root/etc/motd", "hello");
    for (target, code) in [
        ("docker-archive:image.tar", 1),
        ("rootfs:image.tar", 1),
        ("file:image.tar", 1),
        ("oci-archive:image.tar", 2),
        ("oci-dir:root", 2),
        ("rootfs:root", 0),
        ("docker-archive:root", 2),
        ("registry:localhost:1/shop/web:1", 2),
        ("containerd:shop/web:1", 2),
    ] {
        let run = project.run(&["scan", target]);
        assert_eq!(run.code, code, "{target}: {}{}", run.out, run.err);
    }
    assert_eq!(project.run(&["scan", "--from", "oci-archive", "image.tar"]).code, 2);
    let run = project.run(&["scan", "containerd:shop/web:1"]);
    assert!(run.err.contains("ctr images export - shop/web:1 | minestop scan -"), "{}", run.err);
    // what may be a file is looked for nowhere else
    let run = project.run(&["scan", "localhost:1/shop/web"]);
    assert!(run.err.contains("no such file or directory"), "{}", run.err);
    assert!(run.err.contains("`registry:localhost:1/shop/web`"), "{}", run.err);
    let run = project.run(&["scan", "image.tar"]);
    assert!(run.out.contains("image.tar was read as an archive of `docker save`"), "{}", run.out);
}

#[test]
fn a_dockerfile_is_for_lint() {
    let project = Project::with(&[("Dockerfile", "FROM debian:12\n")]);
    let run = project.run(&["scan", "Dockerfile"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("did you mean `minestop lint Dockerfile`?"), "{}", run.err);
}

#[test]
fn layers_are_verified_as_each_tool_stores_them() {
    use std::io::Write as _;
    let layer = tar(&[("etc/motd", b"hello")]);
    let hex = |bytes: &[u8]| digest(bytes).replace("sha256:", "");
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(&layer).unwrap();
    let packed = packer.finish().unwrap();
    let project = Project::new();
    let save = |name: &str, path: &str, diff_id: &str| {
        let config = json!({"rootfs": {"diff_ids": [format!("sha256:{diff_id}")]}}).to_string();
        let list = json!([{"Config": "c.json", "Layers": [path]}]).to_string();
        let files: [(&str, &[u8]); 3] =
            [("manifest.json", list.as_bytes()), ("c.json", config.as_bytes()), (path, &packed)];
        project.write(name, tar(&files));
        project.run(&["scan", name])
    };
    let (stored, unpacked) = (hex(&packed), hex(&layer));
    for path in [
        format!("{stored}.tar.gz"),
        format!("blobs/sha256/{stored}.tar.gz"),
        format!("blobs/sha256/{stored}"),
    ] {
        let run = save("right.tar", &path, &unpacked);
        assert_eq!(run.code, 0, "{path}: {}{}", run.out, run.err);
        let run = save("wrong.tar", &path, &stored);
        assert_eq!(run.code, 2, "{path}: {}{}", run.out, run.err);
        assert!(run.err.contains("unpacked it has not the digest"), "{}", run.err);
    }
    let run = save("blob.tar", &format!("blobs/sha256/{unpacked}"), &unpacked);
    assert!(run.err.contains("its bytes are not those of the digest"), "{}", run.err);
}

#[test]
fn a_limit_that_is_reached_is_said_and_can_be_raised() {
    let project = Project::new();
    let mut nested = tar(&[("bin/tool", b"x")]);
    for _ in 0..6 {
        nested = tar(&[("inner.tar", &nested)]);
    }
    project.write("root/deep.tar", nested);
    let run = project.run(&["scan", "--format", "short", "root"]);
    assert!(run.out.contains("archives are opened 5 deep"), "{}", run.out);
    let run = project.run(&["scan", "--format", "short", "--quiet", "--limit", "depth=9", "root"]);
    assert_eq!((run.code, run.out.as_str()), (0, ""));
    let run = project.run(&["scan", "--format", "short", "--limit", "entries=0", "root"]);
    assert_eq!(run.code, 2);
    assert!(run.out.contains("more entries than minestop reads"), "{}", run.out);
    assert_eq!(project.run(&["scan", "--limit", "size=1", "root"]).code, 2);
}

#[test]
fn that_no_temporary_file_can_be_made_is_one_error() {
    let project = Project::new();
    // archives in archives that do not fit into memory
    let large = tar(&[("a", &vec![b'x'; 2 << 20])]);
    for number in 0..3 {
        project.write(&format!("root/{number}.tar"), tar(&[("inner.tar", &large)]));
    }
    project.write("layer.tar", tar(&[("1.tar", &large), ("2.tar", &large)]));
    for target in ["root", "layer.tar"] {
        let mut command = project.command(&["scan", "--format", "json", target]);
        let run = outcome(command.env("TMPDIR", "/nowhere/at/all"));
        let json: Value = serde_json::from_str(&run.out).expect("a report");
        let errors = json["errors"].as_array().expect("a list");
        let what = "no temporary file can be written in `/nowhere/at/all`: it is not there";
        assert_eq!((run.code, errors.len()), (2, 1), "{target}: {}", run.out);
        assert_eq!(errors[0]["cause"], what);
        assert!(errors[0]["help"].as_str().is_some_and(|it| it.contains("TMPDIR")), "{errors:?}");
    }
}
