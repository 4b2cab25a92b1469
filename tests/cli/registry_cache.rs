//! What a second run still asks a registry for: what a tag means now, and nothing that has a digest and was read before.

use std::fs;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::json;

use crate::project::{Outcome, Project};
use crate::registry::{content, gzip, scan};
use crate::registry_server::{Answer, Content, Request, Server};
use crate::scan::{digest, program, tar};

/// An honest registry that says which digest a manifest has, as most do.
fn answer(content: &Content, request: &Request) -> Answer {
    let answer = content.answer(request);
    match request.path.contains("/manifests/") && answer.status == 200 {
        true => {
            let digest = digest(&answer.body);
            answer.header("Docker-Content-Digest", digest)
        }
        false => answer,
    }
}

/// What was asked for from the `from`th request on, without the first look at a host.
fn asked(server: &Server, from: usize) -> Vec<String> {
    let all = server.asked().into_iter().skip(from).filter(|it| it.path != "/v2/");
    all.map(|it| format!("{} {}", it.method, it.path)).collect()
}

/// The verdicts on all targets of a list.
fn list(project: &Project, targets: &[String]) -> (Outcome, String) {
    project.write("list", targets.join("\n"));
    let _ = fs::remove_file(project.path("out"));
    let run = scan(project, &["--images", "list", "--lines", "out", "--quiet"]);
    (run, project.read("out"))
}

#[test]
fn a_second_run_asks_once_for_each_tag_and_for_nothing_of_a_digest() {
    let project = Project::new();
    let (content, index) = content();
    let server = Server::start(move |request| answer(&content, request));
    let host = &server.host;
    let tags = ["a", "b", "c"].map(|name| format!("{host}/team/{name}:1"));
    let (first, reports) = list(&project, &tags);
    assert_eq!(first.code, 1, "{first:?}");
    let before = server.asked().len();
    let (second, again) = list(&project, &tags);
    assert_eq!((second.code, again), (1, reports), "{second:?}");
    let mut heads = asked(&server, before);
    heads.sort();
    let expected = ["a", "b", "c"].map(|name| format!("HEAD /v2/team/{name}/manifests/1"));
    assert_eq!(heads, expected);
    let before = server.asked().len();
    let by_digest = ["a", "b"].map(|name| format!("registry:{host}/team/{name}@{index}"));
    let (third, _) = list(&project, &by_digest);
    assert_eq!((third.code, server.asked().len()), (1, before), "{third:?}");
    let one = scan(&project, &[&by_digest[0]]);
    assert_eq!((one.code, server.asked().len()), (1, before), "{one:?}");
    let without = scan(&project, &["--no-cache", &by_digest[0]]);
    assert!(without.code == 1 && server.asked().len() > before, "{without:?}");
}

#[test]
fn a_tag_that_has_moved_is_judged_as_what_it_names_now() {
    // a registry that says the digest, one that does not, and one that knows no HEAD
    for (says_digest, knows_head) in [(true, true), (false, true), (true, false)] {
        let project = Project::new();
        let (mut clean, clean_tar) = (Content::default(), tar(&[("etc/motd", b"hello")]));
        let image = clean.image("linux/amd64", &clean_tar, gzip(&clean_tar), "tar+gzip");
        clean.tag("1", &[image]);
        let ((bad, _), has_moved) = (content(), &*Box::leak(Box::new(AtomicBool::new(false))));
        let server = Server::start(move |request| {
            let content = if has_moved.load(Ordering::Relaxed) { &bad } else { &clean };
            match (request.method == "HEAD" && !knows_head, says_digest) {
                (true, _) => Answer::status(405),
                (false, true) => answer(content, request),
                (false, false) => content.answer(request),
            }
        });
        let app = format!("{}/team/app:1", server.host);
        for _ in 0..2 {
            assert_eq!(scan(&project, &[&app]).code, 0, "{says_digest} {knows_head}");
        }
        has_moved.store(true, Ordering::Relaxed);
        for _ in 0..2 {
            let run = scan(&project, &[&app]);
            assert!(run.code == 1 && run.out.contains("opt/php8"), "{run:?}");
        }
    }
}

#[test]
fn what_is_damaged_in_the_cache_is_asked_for_again() {
    let project = Project::new();
    let (content, index) = content();
    let server = Server::start(move |request| answer(&content, request));
    let targets = [
        format!("{}/team/app:1", server.host),
        format!("registry:{}/team/app@{index}", server.host),
    ];
    let first = list(&project, &targets);
    let kept = project.path(".cache/minestop/layers");
    for damage in [&b""[..], b"{}"] {
        for entry in fs::read_dir(&kept).expect("it is there").flatten() {
            let mut bytes = fs::read(entry.path()).expect("it can be read");
            match bytes.last_mut() {
                Some(last) if damage.is_empty() => *last ^= 1,
                _ => bytes = damage.to_vec(),
            }
            fs::write(entry.path(), bytes).expect("it can be written");
        }
        let again = list(&project, &targets);
        assert_eq!((again.0.code, again.1), (first.0.code, first.1.clone()), "{damage:?}");
    }
}

#[test]
fn a_mirror_that_lacks_an_image_is_passed_over_although_its_manifests_are_known() {
    let project = Project::new();
    let (content, index) = content();
    let other = content.clone();
    let registry = Server::start(move |request| answer(&content, request));
    let target = format!("registry:{}/team/app@{index}", registry.host);
    assert_eq!(scan(&project, &[&target]).code, 1);
    // another policy asks for the layers again
    project.write("minestop.toml", "[rules.miner-file-name]\ndeny = [\"motd\"]\n");
    let empty = Server::start(|_| Answer::status(404));
    let mirror = format!("{}={}", registry.host, empty.host);
    let run = scan(&project, &["--registry-mirror", &mirror, &target]);
    assert!(run.code == 1 && run.out.contains("etc/motd"), "{run:?}");
    let full = Server::start(move |request| answer(&other, request));
    let mirror = format!("{}={}", registry.host, full.host);
    let run = scan(&project, &["--registry-mirror", &mirror, &target]);
    assert_eq!(run.code, 1, "{run:?}");
    assert_eq!(asked(&full, 0), [format!("HEAD /v2/team/app/manifests/{index}")]);
}

#[test]
fn a_login_is_asked_for_once_and_a_token_is_used_for_its_repository() {
    /// Images that are asked for at once.
    const AT_ONCE: usize = 8;
    let bad = tar(&[("opt/php8", &program())]);
    let mut content = Content::default();
    let image = content.image("linux/amd64", &bad, gzip(&bad), "tar+gzip");
    (0..4).for_each(|tag| {
        content.tag(&tag.to_string(), std::slice::from_ref(&image));
    });
    let given = &*Box::leak(Box::new(AtomicUsize::new(0)));
    let tokens = Server::start(move |request| {
        given.fetch_add(1, Ordering::Relaxed);
        let scope = request.path.split("scope=").nth(1).unwrap_or_default();
        Answer::body(json!({"token": format!("of-{scope}").replace('%', "-")}).to_string())
    });
    let basic = format!("Basic {}", BASE64_STANDARD.encode("ada:correct-horse"));
    for asks in
        ["Basic realm=\"r\"".to_owned(), format!("Bearer realm=\"http://{}/t\"", tokens.host)]
    {
        let (content, basic, asked_for) = (content.clone(), basic.clone(), asks.clone());
        let refused = &*Box::leak(Box::new(AtomicUsize::new(0)));
        let server = Server::start(move |request| {
            let repository = request.path.split('/').nth(3).unwrap_or_default();
            let token = format!("Bearer of-repository-3Ateam-2F{repository}-3Apull");
            let wanted = if asked_for.starts_with("Basic") { &basic } else { &token };
            match request.headers.get("authorization") {
                _ if request.path == "/v2/" => Answer::status(401),
                Some(header) if header == wanted => answer(&content, request),
                _ => {
                    refused.fetch_add(1, Ordering::Relaxed);
                    Answer::status(401).header("WWW-Authenticate", asked_for.clone())
                }
            }
        });
        let project = Project::new();
        let entry = json!({"username": "ada", "password": "correct-horse"});
        let file = json!({"auths": {&server.host: entry}});
        project.write("docker/config.json", file.to_string());
        let names = |n: usize| format!("{}/team/app{}:{}", server.host, n / 4, n % 4);
        let targets: Vec<String> = (0..40).map(names).collect();
        let before = given.load(Ordering::Relaxed);
        let (run, lines) = list(&project, &targets);
        assert_eq!((run.code, lines.lines().count()), (1, 40), "{run:?}");
        let refused = refused.load(Ordering::Relaxed);
        assert!(refused <= AT_ONCE, "{asks}: {refused} requests were refused");
        let given = given.load(Ordering::Relaxed) - before;
        // images of one repository that are asked for at once may ask for a token each
        let most = if asks.starts_with("Basic") { 0 } else { 40 };
        assert!(given <= most, "{asks}: {given} tokens");
    }
}
