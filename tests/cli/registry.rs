//! `minestop scan` of images by name: registries, logins, daemons.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use flate2::write::GzEncoder;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};
use serde_json::{Value, json};

use crate::project::{Outcome, Project, outcome};
use crate::registry_server::{Answer, Content, Request, Server, certificate, daemon};
use crate::scan::{image, program, tar};

const SECRET: &str = "correct-horse";

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(bytes).expect("written");
    packed.finish().expect("written")
}

/// `app:1` for two platforms; that for arm64 has a miner. Gives the digest of its index, too.
pub(crate) fn content() -> (Content, String) {
    let mut content = Content::default();
    let (clean, bad) = (tar(&[("etc/motd", b"hello")]), tar(&[("opt/php8", &program())]));
    let clean = content.image("linux/amd64", &clean, gzip(&clean), "tar+gzip");
    let packed = compress_to_vec(bad.as_slice(), CompressionLevel::Fastest);
    let bad = content.image("linux/arm64", &bad, packed, "tar+zstd");
    let index = content.tag("1", &[clean, bad]);
    (content, index)
}

/// A run that sees no login, daemon or proxy of the machine.
pub(crate) fn scan(project: &Project, args: &[&str]) -> Outcome {
    let mut command = project.command(&[&["scan"], args].concat());
    for name in ["XDG_RUNTIME_DIR", "REGISTRY_AUTH_FILE", "SSL_CERT_FILE"] {
        command.env_remove(name);
    }
    let nowhere = format!("unix://{}", project.path("no.sock").display());
    command.env("HOME", project.path("")).env("DOCKER_CONFIG", project.path("docker"));
    command.env("DOCKER_HOST", &nowhere).env("CONTAINER_HOST", &nowhere);
    let run = outcome(&mut command);
    let basic = BASE64_STANDARD.encode(format!("ada:{SECRET}"));
    for secret in [SECRET, basic.as_str(), "a-token"] {
        assert!(!run.out.contains(secret) && !run.err.contains(secret), "{run:?}");
    }
    run
}

fn login(project: &Project, host: &str, entry: Value) {
    project.write("docker/config.json", json!({"auths": {host: entry}}).to_string());
}

/// Lets in who has the header, and says how to get it.
fn guarded(content: &Content, request: &Request, asks: String, wanted: &str) -> Answer {
    match request.headers.get("authorization").is_some_and(|it| it == wanted) {
        true => content.answer(request),
        false => Answer::status(401).header("WWW-Authenticate", asks),
    }
}

#[test]
fn every_platform_is_judged_by_tag_and_by_digest() {
    let project = Project::new();
    let (content, index) = content();
    let server = Server::start(move |request| content.answer(request));
    let host = &server.host;
    let by_tag = scan(&project, &[&format!("{host}/team/app:1")]);
    assert_eq!(by_tag.code, 1, "{by_tag:?}");
    assert!(by_tag.out.contains("(linux/arm64)") && by_tag.out.contains("opt/php8"), "{by_tag:?}");
    let by_digest = scan(&project, &[&format!("registry:{host}/team/app@{index}")]);
    assert_eq!(by_digest.code, 1, "{by_digest:?}");
    let app = format!("{host}/team/app:1");
    for (platform, code) in [("linux/amd64", 0), ("linux/arm64", 1), ("linux/s390x", 2), ("all", 1)]
    {
        let run = scan(&project, &["--platform", platform, &app]);
        assert_eq!(run.code, code, "{platform}: {run:?}");
    }
    let run = scan(&project, &["--platform", "linux/s390x", &app]);
    assert!(run.err.contains("it has linux/amd64, linux/arm64"), "{run:?}");
    let run = scan(&project, &[&format!("{host}/team/app:2")]);
    assert!(run.code == 2 && run.err.contains("does not have it"), "{run:?}");
}

#[test]
fn a_registry_is_trusted_by_its_certificate() {
    const HOST: &str = "registry.example.invalid";
    let project = Project::new();
    let (content, index) = content();
    let (tls, authority) = certificate(HOST);
    let (_, another) = certificate(HOST);
    project.write("authority.pem", authority);
    project.write("another.pem", another);
    let server = Server::start_tls(tls, move |request| content.answer(request));
    let scan = |trusted: &str, args: &[&str]| {
        let mut command = project.command(&[&["scan"], args].concat());
        command.env("HOME", project.path("")).env("DOCKER_CONFIG", project.path("docker"));
        command.env("DOCKER_HOST", "unix:///nowhere").env("CONTAINER_HOST", "unix:///nowhere");
        for name in ["NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy", "https_proxy"] {
            command.env_remove(name);
        }
        command.env("HTTPS_PROXY", format!("http://{}", server.host));
        outcome(command.env("SSL_CERT_FILE", project.path(trusted)))
    };
    let (tag, digest) = (format!("{HOST}/team/app:1"), format!("{HOST}/team/app@{index}"));
    for (trusted, args) in [
        ("authority.pem", &[tag.as_str()][..]),
        ("authority.pem", &[&digest]),
        ("another.pem", &["--insecure-registry", HOST, &tag]),
    ] {
        let run = scan(trusted, args);
        assert!(run.code == 1 && run.out.contains("opt/php8"), "{trusted} {args:?}: {run:?}");
    }
    let asked = server.asked().len();
    for (trusted, target) in [
        ("another.pem", tag.as_str()),
        ("another.pem", &digest),
        ("authority.pem", "other.example.invalid/team/app:1"),
    ] {
        // what is known by its digest is asked of nobody
        let run = scan(trusted, &["--no-cache", "--format", "short", target]);
        assert!(run.code == 2 && run.out.contains("ERROR"), "{trusted} {target}: {run:?}");
        let host = target.split('/').next().expect("a host");
        let said = format!("the TLS of `{host}` cannot be trusted: ");
        assert!(run.err.contains(&said), "{trusted} {target}: {run:?}");
    }
    assert_eq!(server.asked().len(), asked, "no request is sent to whom nobody trusts");
}

#[test]
fn a_login_with_a_password_is_used_and_never_shown() {
    let project = Project::new();
    let (content, _) = content();
    let basic = BASE64_STANDARD.encode(format!("ada:{SECRET}"));
    let wanted = format!("Basic {basic}");
    let server = Server::start(move |request| {
        guarded(&content, request, "Basic realm=\"r\"".to_owned(), &wanted)
    });
    let app = format!("{}/team/app:1", server.host);
    let run = scan(&project, &[&app]);
    assert!(run.code == 2 && run.err.contains("it asks for a login"), "{run:?}");
    login(&project, &server.host, json!({"auth": basic}));
    assert_eq!(scan(&project, &[&app]).code, 1);
    login(&project, &server.host, json!({"username": "ada", "password": SECRET}));
    assert_eq!(scan(&project, &[&app]).code, 1);
    login(&project, &server.host, json!({"username": "ada", "password": "wrong"}));
    let run = scan(&project, &[&app]);
    assert!(run.code == 2 && run.err.contains("the login does not count"), "{run:?}");
}

#[test]
fn tokens_are_fetched_with_the_login_that_a_helper_gives() {
    let project = Project::new();
    let (content, _) = content();
    let tokens = Server::start(|request| {
        let basic = format!("Basic {}", BASE64_STANDARD.encode(format!("ada:{SECRET}")));
        let is_known = request.headers.get("authorization").is_some_and(|it| *it == basic)
            || request.body.contains("refresh_token=a-token");
        let asks = request.path.contains("scope=repository%3Ateam%2Fapp%3Apull")
            || request.body.contains("scope=repository");
        match is_known && asks {
            true => Answer::body(json!({"token": "passed"}).to_string()),
            false => Answer::status(401),
        }
    });
    let asks = format!("Bearer realm=\"http://{}/t\",service=\"s\"", tokens.host);
    let server =
        Server::start(move |request| guarded(&content, request, asks.clone(), "Bearer passed"));
    let app = format!("{}/team/app:1", server.host);
    let helper = |user: &str, secret: &str| {
        let answer = json!({"ServerURL": "", "Username": user, "Secret": secret});
        project.write(
            "bin/docker-credential-lab",
            format!("#!/bin/sh\ncat >/dev/null\necho '{answer}'\n"),
        );
        let path = project.path("bin/docker-credential-lab");
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("made executable");
    };
    let run = |file: Value| {
        project.write("docker/config.json", file.to_string());
        let mut command = project.command(&["scan", &app]);
        let path = format!("{}:/usr/bin:/bin", project.path("bin").display());
        command.env("DOCKER_CONFIG", project.path("docker")).env("PATH", path);
        command.env("DOCKER_HOST", "unix:///nowhere").env("CONTAINER_HOST", "unix:///nowhere");
        outcome(&mut command)
    };
    helper("ada", SECRET);
    assert_eq!(run(json!({"credHelpers": {&server.host: "lab"}})).code, 1);
    assert_eq!(run(json!({"credsStore": "lab"})).code, 1);
    helper("<token>", "a-token");
    assert_eq!(run(json!({"credsStore": "lab"})).code, 1);
    helper("ada", "wrong");
    assert_eq!(run(json!({"credsStore": "lab"})).code, 2);
    // a file of logins starts no program of its choice
    let escaped = run(json!({"credsStore": "../../bin/lab"}));
    assert!(escaped.code == 2 && escaped.err.contains("cannot be one"), "{escaped:?}");
}

#[test]
fn a_mirror_is_asked_first_and_the_registry_after_it() {
    let project = Project::new();
    let (content, _) = content();
    let other = content.clone();
    let has = Server::start(move |request| content.answer(request));
    let registry = Server::start(move |request| other.answer(request));
    let run = scan(&project, &["--registry-mirror", &has.host, "registry:team/app:1"]);
    assert_eq!(run.code, 1, "{run:?}");
    let empty = Server::start(|_| Answer::status(404));
    let mirror = format!("{}={}", registry.host, empty.host);
    let app = format!("{}/team/app:1", registry.host);
    let run = scan(&project, &["--registry-mirror", &mirror, &app]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(!empty.asked().is_empty() && !registry.asked().is_empty());
}

#[test]
fn a_daemon_gives_what_it_saves() {
    let project = Project::new();
    let archive = image(json!({}), &[tar(&[("opt/php8", &program())])]);
    project.write("image.tar", &archive);
    let socket = project.path("d.sock");
    daemon(&socket, move |request| match request.path.as_str() {
        "/images/shop/web:1/json" => Answer::body("{}"),
        "/images/shop/web:1/get" => Answer::body(archive.as_slice()),
        "/images/cut:1/json" => Answer::body("{}"),
        "/images/cut:1/get" => Answer { cut: Some(600), ..Answer::body(archive.as_slice()) },
        _ => Answer::status(404),
    });
    let scan = |target: &str| {
        let host = format!("unix://{}", socket.display());
        let mut command = project.command(&["scan", "--format", "short", target]);
        command.env("DOCKER_HOST", host).env("CONTAINER_HOST", "unix:///nowhere");
        outcome(&mut command)
    };
    let file = scan("image.tar");
    for target in ["docker:shop/web:1", "shop/web:1"] {
        let run = scan(target);
        assert_eq!(run.code, 1, "{run:?}");
        let name = target.trim_start_matches("docker:");
        assert_eq!(run.out.replace(name, "image.tar"), file.out.replace("shop/web:1", "image.tar"));
    }
    let run = scan("docker:gone:1");
    assert!(run.code == 2 && run.err.contains("has no such image"), "{run:?}");
    assert_eq!(scan("docker:cut:1").code, 2);
    let run = scan("podman:shop/web:1");
    assert!(run.code == 2 && run.err.contains("no daemon answers"), "{run:?}");
    assert_eq!(scan("docker:../containers").code, 2);
}
