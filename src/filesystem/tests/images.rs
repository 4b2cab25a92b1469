//! `docker save` archives and OCI layouts.

use std::fs;
use std::path::Path;

use crate::filesystem::Budget;
use crate::filesystem::problem::ProblemKind;
use crate::filesystem::target::{Target, TargetKind};
use crate::intel::to_hex;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tar::{Builder, EntryType};

use crate::filesystem::tests::build::{gzip, link, tar, zstd};
use crate::filesystem::tests::recorder::{Recorder, Shown, texts};

type Layer = crate::filesystem::image::Layer<Shown>;
pub(crate) type Files = Vec<(String, Vec<u8>)>;

fn hex(bytes: &[u8]) -> String {
    to_hex(&Sha256::digest(bytes))
}

fn config(layers: &[Vec<u8>]) -> Value {
    let ids: Vec<String> = layers.iter().map(|layer| format!("sha256:{}", hex(layer))).collect();
    json!({"architecture": "amd64", "os": "linux", "config": {"Cmd": ["x"]}, "rootfs": {"diff_ids": ids}})
}

/// The old layout: a folder a layer.
pub(crate) fn docker(layers: &[Vec<u8>]) -> Files {
    let config = config(layers).to_string().into_bytes();
    let name = format!("{}.json", hex(&config));
    let paths: Vec<String> = (0..layers.len()).map(|n| format!("{n}/layer.tar")).collect();
    let list = json!([{"Config": name, "RepoTags": ["app:1"], "Layers": paths}]);
    let mut files = vec![("manifest.json".to_owned(), list.to_string().into_bytes())];
    files.extend(paths.into_iter().zip(layers.iter().cloned()));
    files.push((name, config));
    files
}

fn blob(files: &mut Files, bytes: Vec<u8>) -> String {
    let digest = hex(&bytes);
    files.push((format!("blobs/sha256/{digest}"), bytes));
    format!("sha256:{digest}")
}

/// An OCI layout with an index inside of the index, and the image for two platforms.
pub(crate) fn oci(layers: &[(&str, Vec<u8>)]) -> Files {
    let mut files = vec![("oci-layout".to_owned(), b"{}".to_vec())];
    let mut descriptors = Vec::new();
    for (kind, bytes) in layers {
        let digest = blob(&mut files, bytes.clone());
        let kind = format!("application/vnd.oci.image.layer.v1.{kind}");
        descriptors.push(json!({"mediaType": kind, "digest": digest, "size": bytes.len()}));
    }
    let mut manifests = Vec::new();
    for platform in ["amd64", "arm64"] {
        let config = json!({"architecture": platform, "os": "linux"}).to_string();
        let config = blob(&mut files, config.into_bytes());
        let manifest = json!({"config": {"digest": config}, "layers": descriptors}).to_string();
        manifests.push(json!({"digest": blob(&mut files, manifest.into_bytes())}));
    }
    let inner = blob(&mut files, json!({"manifests": manifests}).to_string().into_bytes());
    let names = json!({"org.opencontainers.image.ref.name": "app:2"});
    let index = json!({"manifests": [{"digest": inner, "annotations": names}]}).to_string();
    files.push(("index.json".to_owned(), index.into_bytes()));
    files
}

pub(crate) fn archive(files: &Files) -> Vec<u8> {
    let files: Vec<(&str, &[u8])> =
        files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
    tar(&files)
}

pub(crate) fn unpack(files: &[(String, Vec<u8>)], root: &Path) {
    for (path, bytes) in files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
        fs::write(path, bytes).expect("a file");
    }
}

/// Names of the images, and the layers.
fn read(bytes: &[u8]) -> (Vec<String>, Vec<Layer>) {
    let budget = Budget::default();
    read_target(&Target::of_stream(&mut &*bytes, None, &budget).expect("it can be read"), &budget)
}

fn read_target(target: &Target, budget: &Budget) -> (Vec<String>, Vec<Layer>) {
    let inspected = target.inspect("x", &Recorder, budget, None).expect("it can be read");
    match &target.images {
        Some(images) => {
            assert_eq!(images.problems, []);
            (images.images.iter().map(|image| image.name.clone()).collect(), inspected.layers)
        }
        None => (Vec::new(), vec![inspected.rest]),
    }
}

#[test]
fn docker_archives_old_and_new_packed_or_not() {
    let layers = [tar(&[("bin/a", b"one")]), tar(&[("bin/b", b"two")])];
    let old = docker(&layers);
    let mut new = oci(&[("tar", layers[0].clone()), ("tar", layers[1].clone())]);
    let list: Vec<String> = layers.iter().map(|it| format!("blobs/sha256/{}", hex(it))).collect();
    let config = new.iter().find(|(_, bytes)| bytes.starts_with(b"{\"architecture\":\"amd64\""));
    let config = config.expect("it was made").0.clone();
    let list = json!([{"Config": config, "RepoTags": ["app:1"], "Layers": list}]).to_string();
    new.push(("manifest.json".to_owned(), list.into_bytes()));
    let (names, _) = read(&archive(&new));
    assert_eq!(names, ["app:1", "app:2 (linux/arm64)"], "each image once");
    for bytes in [archive(&old), gzip(&archive(&old)), zstd(&archive(&old)), archive(&new)] {
        let (_, layers) = read(&bytes);
        assert_eq!(layers.len(), 2);
        assert_eq!(texts(&layers[0].found), [("bin/a", "one")]);
        assert_eq!(texts(&layers[1].found), [("bin/b", "two")]);
        assert!(layers.iter().all(|layer| layer.found.problems.is_empty()));
    }
}

#[test]
fn oci_layouts_as_directory_and_archive() {
    let plain = tar(&[("a", b"one")]);
    let files = oci(&[
        ("tar", plain.clone()),
        ("tar+gzip", gzip(&tar(&[("b", b"two")]))),
        ("tar+zstd", zstd(&tar(&[("c", b"three")]))),
    ]);
    let directory = tempfile::tempdir().expect("a directory");
    unpack(&files, directory.path());
    let budget = Budget::default();
    let target = Target::open(directory.path(), None, &budget).expect("it can be read");
    for (names, layers) in [read(&archive(&files)), read_target(&target, &budget)] {
        assert_eq!(names, ["app:2 (linux/amd64)", "app:2 (linux/arm64)"]);
        let found: Vec<_> = layers.iter().flat_map(|layer| texts(&layer.found)).collect();
        assert_eq!(found, [("a", "one"), ("b", "two"), ("c", "three")]);
        assert!(layers.iter().all(|layer| layer.found.problems.is_empty()));
    }
}

#[test]
fn whiteouts_are_no_files_and_delete() {
    let layers = [
        tar(&[("opt/miner", b"x"), ("usr/x", b"y")]),
        tar(&[("opt/.wh.miner", b""), ("usr/.wh..wh..opq", b"")]),
    ];
    let (_, layers) = read(&archive(&docker(&layers)));
    assert_eq!(texts(&layers[0].found).len(), 2);
    assert_eq!(layers[1].found.seen, []);
    assert!(layers[1].removed.deletes("opt/miner") && layers[1].removed.deletes("usr/x"));
    assert!(!layers[1].removed.deletes("opt/other"));
}

#[test]
fn bytes_that_are_not_those_of_their_digest_are_a_problem() {
    let mut files = oci(&[("tar", tar(&[("a", b"one")]))]);
    files[1].1 = tar(&[("a", b"two")]);
    let (_, layers) = read(&archive(&files));
    assert_eq!(texts(&layers[0].found), [("a", "two")], "it is looked at all the same");
    assert_eq!(layers[0].found.problems[0].kind, ProblemKind::Altered);
    let mut files = docker(&[tar(&[("a", b"one")])]);
    files[1].1 = tar(&[("a", b"two")]);
    let (_, layers) = read(&archive(&files));
    assert_eq!(layers[0].found.problems[0].kind, ProblemKind::Altered);
}

#[test]
fn what_is_missing_or_broken_is_a_problem() {
    let whole = docker(&[tar(&[("a", b"one")])]);
    let without: Files = whole.iter().filter(|it| !it.0.ends_with("layer.tar")).cloned().collect();
    let (_, layers) = read(&archive(&without));
    assert_eq!(layers[0].found.problems[0].what, "it is not there");
    for (list, count) in [("[]", 0), ("{", 1), ("[{\"Config\":\"none\",\"Layers\":null}]", 1)] {
        let bytes = archive(&vec![("manifest.json".to_owned(), list.as_bytes().to_vec())]);
        let open = |kind| Target::of_stream(&mut &*bytes, kind, &Budget::default());
        let said = open(Some(TargetKind::DockerArchive)).expect("it is said to be one");
        assert_eq!(said.images.expect("lists").problems.len(), count, "{list}");
        assert_eq!(open(None).expect("a tar archive").kind, TargetKind::RootFileSystem, "{list}");
    }
}

#[test]
fn a_layout_of_which_nothing_is_there_is_a_problem() {
    let whole = oci(&[("application/vnd.oci.image.layer.v1.tar", tar(&[("a", b"one")]))]);
    let layout = ("oci-layout".to_owned(), b"{}".to_vec());
    let said = |files: Files| {
        let bytes = archive(&files);
        let target = Target::of_stream(&mut &*bytes, None, &Budget::default());
        let images = target.expect("a tar archive").images;
        images.map(|it| it.problems.iter().map(|problem| problem.what.clone()).collect::<Vec<_>>())
    };
    let list = |text: &str| vec![layout.clone(), ("index.json".to_owned(), text.into())];
    let index: Files = whole.iter().filter(|it| it.0 == "index.json").cloned().collect();
    assert_eq!(said(whole), Some(vec![]));
    assert_eq!(said(index.clone()), None, "an index alone is a file like any other");
    let nothing = "nothing of what it names is there".to_owned();
    assert_eq!(said([index, vec![layout.clone()]].concat()), Some(vec![nothing]));
    for broken in ["{\"manifests\": [{\"dig", "{\"manifests\":[{\"digest\":\"sha256:ab\"}]}"] {
        assert_eq!(said(list(broken)).map(|it| it.len()), Some(1), "{broken}");
    }
    assert_eq!(said(list("{\"manifests\":[]}")), None);
}

#[test]
fn lists_of_docker_that_are_cut_off_or_count_otherwise_are_a_problem() {
    let mut files = docker(&[tar(&[("a", b"one")])]);
    let list = files.iter().position(|it| it.0 == "manifest.json").expect("a list");
    let text = String::from_utf8(files[list].1.clone()).expect("JSON");
    files[list].1 = text.as_bytes()[..text.len() / 2].to_vec();
    let bytes = archive(&files);
    let target = Target::of_stream(&mut &*bytes, None, &Budget::default());
    assert_eq!(target.expect("a tar archive").images.expect("a list").problems.len(), 1);
    files[list].1 = text.replace("\"Layers\":[", "\"Layers\":[\"b.tar\",").into();
    let bytes = archive(&files);
    let target = Target::of_stream(&mut &*bytes, None, &Budget::default());
    let problems = target.expect("a tar archive").images.expect("a list").problems;
    assert_eq!(problems[0].what, "it has 2 layers and 1 diff ids");
}

/// For Go, by which engines read them, these are the fields themselves, and the last of two counts.
#[test]
fn fields_in_another_spelling_are_a_problem() {
    let problems = |files: &Files| {
        let bytes = archive(files);
        let target =
            Target::of_stream(&mut &*bytes, None, &Budget::default()).expect("it can be read");
        let images = target.images.expect("it has a list of images");
        images.problems.into_iter().map(|problem| problem.what).collect::<Vec<_>>()
    };
    let layer = tar(&[("a", b"one")]);
    let said = |field: &str| [format!("its field `{field}` can be taken for another")];
    for (field, is_other) in [("layers", true), ("Layer\u{17f}", true), ("Parent", false)] {
        let mut files = docker(std::slice::from_ref(&layer));
        let list = String::from_utf8(files[0].1.clone()).unwrap();
        files[0].1 = list.replacen('{', &format!("{{\"{field}\":[],"), 1).into_bytes();
        let wanted = if is_other { said(field).to_vec() } else { Vec::new() };
        assert_eq!(problems(&files), wanted, "{field}");
    }
    for (field, is_other) in [("LAYERS", true), ("mediaType", false)] {
        let mut files = vec![("oci-layout".to_owned(), b"{}".to_vec())];
        let config = blob(&mut files, config(&[]).to_string().into_bytes());
        let mut manifest = json!({"config": {"digest": config}, "layers": []});
        manifest[field] = json!("x");
        let manifest = blob(&mut files, manifest.to_string().into_bytes());
        let index = json!({"manifests": [{"digest": manifest, "platform": {"os": "linux"}}]});
        files.push(("index.json".to_owned(), index.to_string().into_bytes()));
        let wanted = if is_other { said(field).to_vec() } else { Vec::new() };
        assert_eq!(problems(&files), wanted, "{field}");
    }
}

#[test]
fn links_stay_inside_of_the_archive() {
    let layer = tar(&[("a", b"one")]);
    let files = docker(std::slice::from_ref(&layer));
    for (to, found) in [("../real", true), ("../../../../etc/passwd", false), ("layer.tar", false)]
    {
        let mut builder = Builder::new(Vec::new());
        for (path, bytes) in files.iter().filter(|it| !it.0.ends_with("layer.tar")) {
            crate::filesystem::tests::build::add(
                &mut builder,
                path,
                EntryType::Regular,
                0o644,
                bytes,
            );
        }
        crate::filesystem::tests::build::add(
            &mut builder,
            "real",
            EntryType::Regular,
            0o644,
            &layer,
        );
        link(&mut builder, "0/layer.tar", EntryType::Symlink, to);
        let (_, layers) = read(&builder.into_inner().expect("written"));
        assert_eq!(layers[0].found.problems.is_empty(), found, "{to}");
    }
}

#[test]
fn indexes_that_go_round_come_to_an_end() {
    let mut files = vec![("oci-layout".to_owned(), b"{}".to_vec())];
    let mut inner = blob(&mut files, b"{\"manifests\":[]}".to_vec());
    for _ in 0..30 {
        inner =
            blob(&mut files, json!({"manifests": [{"digest": inner}]}).to_string().into_bytes());
    }
    let index = json!({"manifests": [{"digest": inner}, {"digest": "sha256:../../x"}]}).to_string();
    files.push(("index.json".to_owned(), index.into_bytes()));
    let bytes = archive(&files);
    let target = Target::of_stream(&mut &*bytes, None, &Budget::default()).expect("it can be read");
    let images = target.images.expect("it has a list of images");
    let kinds: Vec<ProblemKind> = images.problems.iter().map(|problem| problem.kind).collect();
    assert_eq!(kinds, [ProblemKind::Unreadable, ProblemKind::Limit]);
}

#[test]
fn a_root_file_system_in_an_archive_is_one_layer() {
    for bytes in [tar(&[("bin/a", b"one")]), gzip(&tar(&[("bin/a", b"one")]))] {
        let (names, layers) = read(&bytes);
        assert!(names.is_empty());
        assert_eq!(texts(&layers[0].found), [("bin/a", "one")]);
    }
    let (_, layers) = read(&tar(&[("bin/a", &[b'x'; 5000])])[..3000]);
    assert_eq!(layers[0].found.problems.len(), 2, "{:?}", layers[0].found.problems);
}
