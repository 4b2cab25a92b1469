//! Images whose author knows the rules: what a container has, and what is written so that it looks otherwise.

use std::fs;
use std::os::unix::fs::symlink;

use tar::{Builder, EntryType, Header};

use super::systems::{attribute, layer, scan_layers};
use super::{bundle, minestop, project, rule};
use serde_json::{Value, json};

const CURL: &str = "Package is blacklisted: curl";

fn no_curl() -> Value {
    rule("packages", "blacklist", &[("name", "curl")])
}

fn denied(trigger: &str, parameter: &str, value: &str) -> Value {
    rule("passwd_file", trigger, &[(parameter, value)])
}

/// What a strict scan of a root file system with these files and links says.
fn scan(rules: &Value, files: &[(&str, &str)], links: &[(&str, &str)]) -> String {
    let project = project(&[("b.json", &bundle(rules).to_string()), ("root/opt/x", "")]);
    for (path, text) in files {
        let path = project.join("root").join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        fs::write(path, text).expect("written");
    }
    for (path, target) in links {
        let path = project.join("root").join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        symlink(target, path).expect("linked");
    }
    let args = ["scan", "root", "--policy", "b.json", "--format", "short", "--strict", "-q"];
    let (_, out, err) = minestop(&project, &args);
    assert_eq!(err, "");
    out
}

#[test]
fn a_package_that_its_manager_lists_is_found() {
    let fields = "package: CURL\nstatus: Install OK Unpacked\nversion: 1\n";
    for (path, text) in [
        ("var/lib/dpkg/status", fields),
        ("var/lib/dpkg/updates/0001", fields),
        ("var/lib/dpkg/status", "Package: curl\n \nStatus: install ok installed\nVersion: 1\n"),
        ("lib/apk/db/installed", "P:curl\nV:1\nx\nP:zlib\nV:2\n\n"),
    ] {
        assert!(scan(&json!([no_curl()]), &[(path, text)], &[]).contains(CURL), "{path}: {text}");
    }
    let notes = [("var/lib/dpkg/updates/notes", fields), ("var/lib/dpkg/updates/1a", fields)];
    assert_eq!(scan(&json!([no_curl()]), &notes, &[]), "");
}

#[test]
fn a_journal_of_a_database_makes_it_unreadable() {
    let path = "var/lib/rpm/rpmdb.sqlite-journal";
    let out = scan(&json!([no_curl()]), &[(path, "x")], &[]);
    assert!(out.contains("cannot read the package database `/var/lib/rpm/rpmdb.sqlite-journal`"));
    assert_eq!(scan(&json!([no_curl()]), &[(path, "")], &[]), "");
}

#[test]
fn accounts_count_as_programs_read_them() {
    let root = denied("blacklist_userids", "user_ids", "0");
    let group = denied("blacklist_groupids", "group_ids", "0");
    let shell = denied("blacklist_shells", "shells", "/bin/sh");
    let fires = |rule: &Value, line: &str| {
        let out = scan(&json!([rule]), &[("etc/passwd", line)], &[]);
        out.contains("Blacklisted")
    };
    for uid in ["0", "00", "+0", "4294967296", ""] {
        assert!(fires(&root, &format!("a:x:{uid}:1::/:/x\n")), "{uid}");
        assert!(fires(&group, &format!("a:x:1:{uid}::/:/x\n")), "{uid}");
    }
    for line in ["a:x:1:1::/:", "a:x:1:1::/", "a:x:1:1::/:/bin/sh\0:/x"] {
        assert!(fires(&shell, line), "{line:?}");
    }
    for uid in ["10", "0x0", "a", "4294967297"] {
        assert!(!fires(&root, &format!("a:x:{uid}:1::/:/x\n")), "{uid}");
    }
    assert!(!fires(&shell, "a:x:1:1::/:/bin/shell\n"));
}

#[test]
fn a_release_that_is_elsewhere_is_not_known() {
    let rules = json!([attribute("distro", "=", "other")]);
    let unknown = "minestop does not know the distribution of this image";
    let second = ("usr/lib/os-release", "ID=debian\n");
    let out = scan(&rules, &[second], &[("etc/os-release", "/opt/release")]);
    assert!(out.contains(unknown), "{out}");
    assert_eq!(scan(&rules, &[second], &[("etc/os-release", "../usr/lib/os-release")]), "");
    let out = scan(&rules, &[("etc/os-release", "ID=debian\nID=other\n")], &[]);
    assert!(out.contains("matched image value: 'other'"), "{out}");
}

#[test]
fn a_link_that_goes_up_behind_a_name_leads_anywhere() {
    let links = [("lib/apk/db", "/link/../usr/lib/apk/db"), ("link", "/opt/deep")];
    let out = scan(&json!([no_curl()]), &[("usr/lib/apk/db/installed", "")], &links);
    assert!(out.contains("cannot read the package database `/lib/apk/db`"), "{out}");
}

#[test]
fn an_entry_behind_a_link_is_where_the_link_leads() {
    let status = "Package: curl\nStatus: install ok installed\nVersion: 1\n";
    let rules = json!([
        no_curl(),
        rule("files", "name_match", &[("regex", "/usr/bin/miner")]),
        attribute("size", ">", "0"),
    ]);
    let base = || layer(&[("var/lib/dpkg/status", "", false)]);
    let above = layer(&[
        ("one", "/var", true),
        ("two", "one/lib", true),
        ("two/dpkg/status", status, false),
        ("three", "usr/bin", true),
        ("three/miner", "x", false),
    ]);
    let out = scan_layers(&rules, &[base(), above]);
    assert!(out.contains(CURL) && out.contains("file=/usr/bin/miner"), "{out}");
    assert!(out.contains("does not know the size"), "{out}");
    // a file or directory in place of the link
    let above =
        layer(&[("one", "/var/lib", true), ("one", "", false), ("one/dpkg/status", status, false)]);
    assert!(!scan_layers(&rules, &[base(), above]).contains(CURL));
}

#[test]
fn another_name_of_a_file_is_not_compared_and_fires() {
    let digest = "1".repeat(64);
    let compared = |filename: &str, op: &str| {
        let checksum = [("filename", filename), ("checksum", digest.as_str())];
        let more = [("checksum_match", op), ("checksum_algorithm", "sha256")];
        rule("files", "attribute_match", &[&checksum[..], &more[..]].concat())
    };
    let mut linked = Builder::new(layer_start());
    let mut header = Header::new_gnu();
    header.set_entry_type(EntryType::Link);
    header.set_size(0);
    header.set_mode(0o755);
    linked.append_link(&mut header, "usr/bin/second", "usr/bin/first").expect("written");
    let linked = linked.into_inner().expect("written");
    let says =
        |filename, op| scan_layers(&json!([compared(filename, op)]), std::slice::from_ref(&linked));
    let fires = |filename, op| says(filename, op).contains("checksum=");
    assert!(fires("/usr/bin/second", "equals") && fires("/usr/bin/second", "not_equals"));
    assert!(!fires("/usr/bin/first", "equals") && fires("/usr/bin/first", "not_equals"));
    // of a directory both names can be read
    let digest_of_x = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881";
    let rules: Vec<Value> = ["/first", "/second"]
        .into_iter()
        .map(|filename| [("filename", filename), ("checksum", digest_of_x)])
        .map(|wanted| rule("files", "attribute_match", &wanted))
        .chain([compared("/second", "equals")])
        .collect();
    let project = project(&[("b.json", &bundle(&json!(rules)).to_string()), ("root/first", "x")]);
    fs::hard_link(project.join("root/first"), project.join("root/second")).expect("linked");
    let (_, out, _) =
        minestop(&project, &["scan", "root", "--policy", "b.json", "--format", "short"]);
    assert_eq!(out.matches("and checksum=2d711642").count(), 2, "{out}");
    assert_eq!(out.matches("STOP").count(), 2, "{out}");
}

/// A layer with one file, open for more.
fn layer_start() -> Vec<u8> {
    let mut bytes = layer(&[("usr/bin/first", "x", false)]);
    bytes.truncate(1024);
    bytes
}

#[test]
fn a_sparse_database_is_not_read() {
    let mut header = Header::new_gnu();
    header.set_path("var/lib/dpkg/status").expect("it fits");
    header.set_entry_type(EntryType::GNUSparse);
    header.set_mode(0o644);
    header.set_size(4);
    let gnu = header.as_gnu_mut().expect("made so");
    gnu.sparse[0].set_offset(512);
    gnu.sparse[0].set_length(4);
    gnu.set_real_size(516);
    header.set_cksum();
    let mut sparse = Builder::new(Vec::new());
    sparse.append(&header, &b"data"[..]).expect("written");
    let out = scan_layers(&json!([no_curl()]), &[sparse.into_inner().expect("written")]);
    assert!(out.contains("cannot read the package database `/var/lib/dpkg/status`"), "{out}");
}

#[test]
fn a_file_of_an_archive_is_none_the_less_for_its_name() {
    let rules = json!([rule("files", "name_match", &[("regex", ".*miner")])]);
    let project = project(&[("b.json", &bundle(&rules).to_string())]);
    fs::write(project.join("root.tar"), layer(&[("usr/bin/.wh.miner", "x", false)]))
        .expect("written");
    let args = ["scan", "root.tar", "--policy", "b.json", "--format", "short", "-q"];
    let (code, out, _) = minestop(&project, &args);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("file=/usr/bin/.wh.miner"), "{out}");
    // in a layer it deletes
    let whiteout = layer(&[("usr/bin/.wh.miner", "", false)]);
    assert_eq!(scan_layers(&rules, &[whiteout]), "");
}
