//! What registries answer to `minestop scan` beside what they were asked for: broken connections, lies, that they are busy, and
//! layers that need not be there.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::project::Project;
use crate::registry::{content, gzip, scan};
use crate::registry_server::{Answer, Content, Request, Server};
use crate::scan::{digest, program, tar};

#[test]
fn a_broken_connection_goes_on_where_it_was() {
    let project = Project::new();
    let (content, _) = content();
    let breaks = AtomicUsize::new(0);
    let server = Server::start(move |request| {
        let mut answer = content.answer(request);
        if request.path.contains("/blobs/") && breaks.fetch_add(1, Ordering::Relaxed) < 4 {
            answer.cut = Some(answer.body.len() / 2);
        }
        if request.path.ends_with("/manifests/1") && breaks.fetch_add(1, Ordering::Relaxed) == 0 {
            return Answer::status(503);
        }
        answer
    });
    let run = scan(&project, &["--jobs", "1", &format!("{}/team/app:1", server.host)]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(server.asked().iter().any(|it| it.headers.contains_key("range")));
}

#[test]
fn a_registry_that_lies_is_an_error() {
    let run = |lie: fn(&Request, Answer, &Content) -> Answer| {
        // what an honest run has left would be believed
        let project = Project::new();
        let (content, index) = content();
        let server = Server::start(move |request| lie(request, content.answer(request), &content));
        let tag = scan(&project, &[&format!("{}/team/app:1", server.host)]);
        let digest = scan(&project, &[&format!("{}/team/app@{index}", server.host)]);
        assert_eq!((tag.code, digest.code), (2, 2), "{tag:?} {digest:?}");
        assert!(tag.out.contains("ERROR"), "{tag:?}");
        tag.err
    };
    let is_layer = |request: &Request, answer: &Answer| {
        request.path.contains("/blobs/") && !answer.body.starts_with(b"{")
    };
    let said = run(|request, mut answer, _| {
        if request.path.contains("/manifests/sha256:") {
            answer.body.push(b' ');
        }
        let digest = digest(b"");
        if request.path.ends_with("/1") {
            answer.header("Docker-Content-Digest", digest)
        } else {
            answer
        }
    });
    assert!(said.contains("has not the digest"), "{said}");
    let said = run(|request, mut answer, _| {
        if request.path.contains("/blobs/")
            && let Some(byte) = answer.body.last_mut()
        {
            *byte ^= 1;
        }
        answer
    });
    assert!(said.contains("not those of"), "{said}");
    let said = run(|request, mut answer, _| {
        if request.path.contains("/blobs/") {
            answer.body.extend_from_slice(b"more");
        }
        answer
    });
    assert!(said.contains("whose size is not what the list says"), "{said}");
    let said = run(|request, answer, _| match request.path.contains("/manifests/") {
        true => Answer::status(307).header("Location", request.path.clone()),
        false => answer,
    });
    assert!(said.contains("redirects without end"), "{said}");
    let said = run(|request, answer, _| match request.path.contains("/manifests/") {
        true => Answer::body(vec![b' '; 5 << 20]),
        false => answer,
    });
    assert!(said.contains("a manifest of more than 4194304 bytes"), "{said}");
    let said = run(|request, answer, _| match request.path.contains("/manifests/") {
        true => Answer::body("<html>"),
        false => answer,
    });
    assert!(said.contains("manifest"), "{said}");
    let said = run(|request, answer, content| match request.path.contains("/blobs/") {
        true => Answer::body(content.blobs.values().next().cloned().unwrap_or_default()),
        false => answer,
    });
    assert!(!said.is_empty());
    let (project, (content, _)) = (Project::new(), content());
    let server = Server::start(move |request| {
        let answer = content.answer(request);
        let cut = is_layer(request, &answer).then_some(0);
        Answer { cut, ..answer }
    });
    let run = scan(&project, &[&format!("{}/team/app:1", server.host)]);
    assert!(run.code == 2 && run.err.contains("breaks again and again"), "{run:?}");
}

#[test]
fn a_host_that_is_busy_is_asked_again_when_it_says() {
    let project = Project::new();
    let run = |wait: u64, wanted: &'static str| {
        let (content, _) = content();
        let start = Instant::now();
        let server = Server::start(move |request| {
            let is_busy = request.path != "/v2/" && start.elapsed() < Duration::from_secs(wait);
            match is_busy {
                true => Answer::status(429).header("Retry-After", wanted),
                false => content.answer(request),
            }
        });
        let run = scan(&project, &[&format!("{}/team/app:1", server.host)]);
        (run, server.asked().iter().filter(|it| it.path.ends_with("/manifests/1")).count())
    };
    // longer than the pauses that nobody asks for
    let (patient, asked) = run(4, "4");
    assert!(patient.code == 1 && asked == 2, "{asked} {patient:?}");
    let (busy, asked) = run(3600, "3600");
    assert!(busy.code == 2 && busy.err.contains("too many requests"), "{busy:?}");
    assert_eq!(asked, 1, "it said when");
}

#[test]
fn images_of_a_list_are_asked_for_at_once_and_reported_in_its_order() {
    let project = Project::new();
    let (content, _) = content();
    let asked = (Mutex::new(0), Condvar::new());
    // each waits for another one
    let server = Server::start(move |request| {
        if request.path.ends_with("/manifests/1") {
            let mut count = asked.0.lock().expect("the count");
            *count += 1;
            asked.1.notify_all();
            let patience = Duration::from_secs(20);
            let waited = asked.1.wait_timeout_while(count, patience, |count| *count < 3);
            if waited.expect("the count").1.timed_out() {
                return Answer::status(404);
            }
        }
        content.answer(request)
    });
    let names = ["registry:HOST/c:1", "HOST/a:1", "gone.tar", "HOST/b:1", "docker:HOST/d:1"];
    let list = names.map(|name| name.replace("HOST", &server.host));
    project.write("list", list.join("\n"));
    let run = scan(&project, &["--images", "list", "--lines", "out", "--no-cache", "--quiet"]);
    assert_eq!(run.code, 2, "{run:?}");
    let lines = project.read("out");
    let of = |line: &str| {
        let line: Value = serde_json::from_str(line).expect("JSON");
        let word = |key: &str| line[key].as_str().unwrap_or_default().to_owned();
        (word("target"), word("verdict"))
    };
    let verdicts = ["STOP", "STOP", "ERROR", "STOP", "ERROR"].map(str::to_owned);
    assert!(lines.lines().map(of).eq(list.into_iter().zip(verdicts)), "{lines}");
}

/// `app:1` whose one layer, with a miner, may not be handed on and is kept at `urls`; and the digest of the layer.
fn restricted(urls: &Value) -> (Content, String) {
    let (mut content, bad) = (Content::default(), tar(&[("opt/php8", &program())]));
    let packed = gzip(&bad);
    let layer = digest(&packed);
    let image = content.image("linux/amd64", &bad, packed, "tar+gzip");
    let bytes = &content.manifests[image["digest"].as_str().expect("a digest")];
    let mut manifest: Value = serde_json::from_slice(bytes).expect("a manifest");
    let kind = "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip";
    manifest["layers"][0]["mediaType"] = kind.into();
    manifest["layers"][0]["urls"] = urls.clone();
    let (digest, size) = content.manifest(&manifest);
    content.tag("1", &[json!({"mediaType": image["mediaType"], "digest": digest, "size": size})]);
    (content, layer)
}

#[test]
fn a_layer_that_may_not_be_handed_on_is_judged_where_the_host_has_it() {
    let project = Project::new();
    let run = |urls: Value, has: bool| {
        let (mut content, layer) = restricted(&urls);
        if !has {
            content.blobs.remove(&layer);
        }
        let server = Server::start(move |request| content.answer(request));
        scan(&project, &["--no-cache", "--format", "short", &format!("{}/a:1", server.host)])
    };
    let elsewhere = json!(["https://elsewhere.example.invalid/layer"]);
    for urls in [elsewhere.clone(), Value::Null] {
        let there = run(urls, true);
        assert!(there.code == 1 && there.out.contains("opt/php8"), "{there:?}");
    }
    let known = run(elsewhere, false);
    assert!(known.code == 0 && known.out.contains("is kept elsewhere"), "{known:?}");
    assert_eq!(run(Value::Null, false).code, 2);
}
