//! What comes of a bundle: lists of images, exceptions, rules that are not judged, files of a file system.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use super::{bundle, lint, minestop, project, rule};
use serde_json::{Value, json};

fn no_curl() -> Value {
    rule(
        "dockerfile",
        "instruction",
        &[("instruction", "RUN"), ("check", "like"), ("value", "curl.*")],
    )
}

fn images(registry: &str, repository: &str, tag: &str) -> Value {
    json!([{"id": "i", "name": "i", "registry": registry, "repository": repository,
            "image": {"type": "tag", "value": tag}}])
}

#[test]
fn denied_beats_allowed_beats_rules() {
    let mut both = bundle(&json!([no_curl()]));
    both["whitelisted_images"] = images("docker.io", "shop/*", "*");
    let dockerfile = "FROM a\nRUN curl x\n";
    let (code, out, _) = lint(&both, dockerfile, &["--image", "shop/web:1", "--show-go"]);
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("GO[anchore-policy]"), "{out}");
    let (code, _, _) = lint(&both, dockerfile, &["--image", "other/web:1"]);
    assert_eq!(code, 1);
    both["blacklisted_images"] = images("docker.io", "shop/web", "*");
    let (code, out, _) = lint(&both, dockerfile, &["--image", "index.docker.io/shop/web"]);
    assert_eq!(code, 1);
    assert!(out.contains("the image is denied as `docker.io/shop/web:*`"), "{out}");
}

#[test]
fn denied_images_must_not_be_used_either() {
    let mut denied = bundle(&json!([]));
    denied["blacklisted_images"] = images("docker.io", "library/evil", "*");
    let (code, out, _) = lint(&denied, "ARG B=evil\nFROM $B:3\n", &[]);
    assert_eq!(code, 1, "{out}");
    assert!(
        out.contains("Dockerfile:2:6: STOP[anchore-policy] the image `evil:3` is denied"),
        "{out}"
    );
}

#[test]
fn an_exception_names_the_trigger_id_and_ends() {
    // The digest of gate, trigger and message, as Anchore computes it.
    let id = "2e173d2e895a82bff2faedf86a0b247f";
    let mut excepted = bundle(&json!([no_curl()]));
    for (trigger_id, gate, expires, code) in [
        ("*", "dockerfile", "", 0),
        ("*", "DockerFile", "2999-01-01T00:00:00Z", 0),
        ("*", "files", "", 1),
        ("*", "dockerfile", "2001-01-01T00:00:00Z", 1),
        (id, "dockerfile", "", 0),
        ("0123456789abcdef0123456789abcdef", "dockerfile", "", 1),
    ] {
        excepted["whitelists"][0]["items"] =
            json!([{"id": "1", "gate": gate, "trigger_id": trigger_id, "expires_on": expires}]);
        let (got, out, _) = lint(&excepted, "FROM a\nRUN curl x\n", &[]);
        assert_eq!(got, code, "{trigger_id} {gate} {expires}: {out}");
    }
}

#[test]
fn the_trigger_id_that_an_exception_names_is_told() {
    let id = "2e173d2e895a82bff2faedf86a0b247f";
    let project = project(&[
        ("b.json", &bundle(&json!([no_curl()])).to_string()),
        ("Dockerfile", "FROM a\nRUN curl x\n"),
    ]);
    let formats = ["--format", "json=r.json", "--format", "html=r.html", "--format", "human"];
    let args = ["lint", "Dockerfile", "--policy", "b.json"];
    let (code, out, err) = minestop(&project, &[&args[..], &formats].concat());
    assert_eq!((code, err.as_str()), (1, ""), "{out}");
    let told = format!("trigger id `{id}`");
    let read = |name: &str| fs::read_to_string(project.join(name)).expect("written");
    assert!(out.contains(&told), "{out}");
    assert!(read("r.html").contains(&format!("trigger id <code>{id}</code>")), "{out}");
    let report: Value = serde_json::from_str(&read("r.json")).expect("JSON");
    let check =
        json!({"gate": "dockerfile", "trigger": "instruction", "trigger_id": id, "rule": "P/r"});
    assert_eq!(report["files"][0]["findings"][0]["check"], check);
}

#[test]
fn the_first_exception_that_counts_gives_the_reason() {
    let id = "2e173d2e895a82bff2faedf86a0b247f";
    let item = |number: usize, trigger_id: &str, expires: &str| {
        json!({"id": number.to_string(), "gate": "dockerfile", "trigger_id": trigger_id,
               "expires_on": expires, "description": format!("reason {number}")})
    };
    let mut excepted = bundle(&json!([no_curl()]));
    for (items, reason) in [
        (json!([item(1, "2e17*", ""), item(2, id, "")]), "reason 1"),
        (json!([item(1, id, ""), item(2, "*", "")]), "reason 1"),
        (json!([item(1, id, "2001-01-01T00:00:00Z"), item(2, "*", "")]), "reason 2"),
        (json!([item(1, "2e17", ""), item(2, "regexp:2e", ""), item(3, id, "")]), "reason 2"),
    ] {
        excepted["whitelists"][0]["items"] = items;
        let document = excepted.to_string();
        let project = project(&[("b.json", &document), ("Dockerfile", "FROM a\nRUN curl x\n")]);
        let args = ["lint", "Dockerfile", "--policy", "b.json", "--format", "compliance"];
        let (code, out, _) = minestop(&project, &args);
        assert_eq!(code, 0, "{out}");
        assert!(out.contains(reason), "{reason} in\n{out}");
    }
}

#[test]
fn many_exceptions_and_many_findings_take_linear_time() {
    let items: Vec<Value> = (0..9_000)
        .map(|number| json!({"id": "1", "gate": "files", "trigger_id": format!("{number:032x}")}))
        .collect();
    let mut many = bundle(&json!([rule(
        "dockerfile",
        "instruction",
        &[("instruction", "RUN"), ("check", "exists")]
    )]));
    many["whitelists"][0]["items"] = json!(items);
    let (code, out, _) = lint(&many, &format!("FROM a\n{}", "RUN x\n".repeat(9_000)), &["-q"]);
    assert_eq!(code, 1);
    assert_eq!(out.matches("STOP[anchore-policy]").count(), 9_000);
}

#[test]
fn what_is_not_judged_is_named_and_stops_when_strict() {
    let other = bundle(&json!([rule("vulnerabilities", "package", &[("severity", "high")])]));
    let (code, out, _) = lint(&other, "FROM a\n", &[]);
    assert_eq!(code, 0);
    assert!(
        out.contains("WARN[anchore-policy] minestop does not judge `vulnerabilities` `package`"),
        "{out}"
    );
    let (code, _, _) = lint(&other, "FROM a\n", &["--strict"]);
    assert_eq!(code, 1);
}

#[test]
fn files_of_a_file_system_are_judged_by_name_mode_and_absence() {
    let rules = json!([
        rule("files", "name_match", &[("regex", ".*/miner$")]),
        rule("files", "suid_or_guid_set", &[]),
        rule(
            "files",
            "attribute_match",
            &[
                ("filename", "/etc/there"),
                ("mode", "0644"),
                ("mode_op", "not_equals"),
                ("skip_missing", "false")
            ]
        ),
        rule("files", "attribute_match", &[("filename", "/etc/gone"), ("skip_missing", "false")]),
        rule("files", "attribute_match", &[("filename", "/etc/there"), ("mode", "0600")]),
    ]);
    let project = project(&[
        ("b.json", &bundle(&rules).to_string()),
        ("root/opt/miner", "x"),
        ("root/bin/su", "x"),
        ("root/etc/there", "x"),
    ]);
    let mode = |path: &str, mode| {
        fs::set_permissions(project.join(path), fs::Permissions::from_mode(mode)).expect("set");
    };
    mode("root/bin/su", 0o4755);
    mode("root/etc/there", 0o644);
    let (code, out, err) =
        minestop(&project, &["scan", "root", "--policy", "b.json", "--format", "short"]);
    assert_eq!(code, 1, "{out}{err}");
    for part in [
        "file=/opt/miner regexp=.*/miner$",
        "SUID or SGID found set on file /bin/su. Mode: 0o104755",
        "filename=/etc/gone and skip_missing=False",
    ] {
        assert!(out.contains(part), "{part:?} in\n{out}");
    }
    assert_eq!(out.matches("STOP[anchore-policy]").count(), 3, "{out}");
}

#[test]
fn directories_and_texts_are_files_of_a_file_system_too() {
    // of `x`
    let digest = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881";
    let rules = json!([
        rule("files", "suid_or_guid_set", &[]),
        rule("files", "name_match", &[("regex", "/var/mail$")]),
        rule("files", "attribute_match", &[("filename", "/etc/motd"), ("checksum", digest)]),
    ]);
    let project = project(&[
        ("b.json", &bundle(&rules).to_string()),
        ("root/var/mail/.keep", ""),
        ("root/etc/motd", "x"),
    ]);
    let mail = project.join("root/var/mail");
    fs::set_permissions(mail, fs::Permissions::from_mode(0o2775)).expect("set");
    let args = ["scan", "root", "--policy", "b.json", "--format", "short"];
    let (code, out, err) = minestop(&project, &args);
    assert_eq!(code, 1, "{out}{err}");
    for part in [
        "SUID or SGID found set on file /var/mail. Mode: 0o42775",
        "file=/var/mail regexp=/var/mail$",
        &format!("filename=/etc/motd and checksum={digest} op=equals"),
    ] {
        assert!(out.contains(part), "{part:?} in\n{out}");
    }
    assert_eq!(out.matches("STOP[anchore-policy]").count(), 3, "{out}");
}

#[test]
fn a_table_of_verdicts_is_a_test_of_the_policy() {
    let table = "[[cases]]\ndockerfile = \"bad/Dockerfile\"\nverdict = \"STOP\"\nrules = [\"anchore-policy\"]\n\
                 [[cases]]\ndockerfile = \"good/Dockerfile\"\nverdict = \"GO\"\n";
    let project = project(&[
        ("b.json", &bundle(&json!([no_curl()])).to_string()),
        ("minestop-tests.toml", table),
        ("bad/Dockerfile", "FROM a\nRUN curl x\n"),
        ("good/Dockerfile", "FROM a\nRUN make\n"),
    ]);
    let args = ["policy", "test", ".", "--policy", "b.json"];
    let (code, out, err) = minestop(&project, &args);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert!(out.contains("ok   STOP bad/Dockerfile") && out.contains("2 cases, 0 failed"), "{out}");
    fs::write(project.join("good/Dockerfile"), "FROM a\nRUN curl y\n").expect("written");
    let (code, out, _) = minestop(&project, &args);
    assert_eq!(code, 1);
    assert!(out.contains("FAIL GO good/Dockerfile: the verdict is STOP"), "{out}");
    fs::write(project.join("minestop-tests.toml"), "[[cases]]\nverdict = 3\n").expect("written");
    let (code, _, err) = minestop(&project, &args);
    assert_eq!(code, 2);
    assert!(err.contains("minestop-tests.toml:"), "{err}");
    let misspelt = table.replace("anchore-policy", "anchore-polici");
    fs::write(project.join("minestop-tests.toml"), misspelt).expect("written");
    let (code, out, err) = minestop(&project, &args);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("unknown rule `anchore-polici`"), "{err}");
    assert!(err.contains("minestop-tests.toml:4:10") && err.contains("did you mean"), "{err}");
}
