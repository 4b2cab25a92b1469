//! What the options of a build say.

use crate::dockerfile::Keyword;
use crate::facts::{Facts, Image, ImageRole, Place};
use crate::frontend::{Own, Request};
use crate::source::{Span, Text};

fn request(options: &[&str]) -> Request {
    let options = options.iter().map(|option| (*option).to_owned());
    let workers = r#"[{"platforms":[{"architecture":"amd64","os":"linux"}]}]"#;
    Request::new(options, "session".to_owned(), Some(workers), Own::default())
}

#[test]
fn whoever_starts_the_build_says_what_the_image_is_called() {
    for (options, name) in [
        (&["build-arg:MINESTOP_IMAGE=web:1", "label:minestop.image=web:2"][..], Some("web:1")),
        (&["label:minestop.image=web:2"], Some("web:2")),
        (&["build-arg:MINESTOP_IMAGE="], None),
        (&["build-arg:IMAGE=web:1"], None),
    ] {
        assert_eq!(request(options).image_name(), name, "{options:?}");
    }
}

#[test]
fn each_platform_is_a_build() {
    for (options, wanted) in [
        (&["platform=linux/arm64/v8,windows/amd64"][..], &["linux/arm64/v8", "windows/amd64"][..]),
        (&["platform= linux/s390x "], &["linux/s390x"]),
        (&["platform=linux"], &["linux/amd64"]),
        (&[], &["linux/amd64"]),
    ] {
        let builds = request(options).builds();
        let platforms: Vec<String> =
            builds.iter().flat_map(|it| &it.platform).map(ToString::to_string).collect();
        assert_eq!(platforms, wanted, "{options:?}");
        let workers = builds.iter().flat_map(|it| &it.build_platform).map(ToString::to_string);
        assert!(workers.eq(wanted.iter().map(|_| "linux/amd64".to_owned())), "{options:?}");
    }
}

#[test]
fn a_directory_of_the_client_may_have_a_session_of_its_own() {
    let request = request(&["local-sessionid:context=other"]);
    assert_eq!(request.session_of("context"), "other");
    assert_eq!(request.session_of("dockerfile"), "session");
}

fn replaces(request: &Request, name: &str) -> bool {
    let place = Place::in_build(Keyword::From, Span::default());
    let text = Text::made(name, place.span);
    let image = Image { place, role: ImageRole::Base, text, reference: None, problem: None };
    let mut facts = Facts { images: vec![image], ..Facts::default() };
    !request.adjust(&mut facts).is_empty()
}

#[test]
fn a_named_context_replaces_an_image_however_it_is_spelled() {
    for (context, name, replaced) in [
        ("base", "base", true),
        ("base", "base:latest", true),
        ("base", "docker.io/library/base", true),
        ("base:latest", "base", true),
        ("base", "base:2", false),
        ("base:2", "base", false),
        ("base", "r.example.invalid/base", false),
        ("base::linux/amd64", "base:latest", true),
        ("base::linux/arm64", "base:latest", false),
    ] {
        let request = request(&[&format!("context:{context}=docker-image://other")]);
        assert_eq!(replaces(&request, name), replaced, "{context} for {name}");
    }
}

#[test]
fn a_question_is_left_out_of_the_build_that_it_is_about() {
    let options = request(&["requestid=frontend.minestop", "build-arg:A=b", "source=r/m"]);
    let build = options.delegated_as_build();
    assert_eq!(build.get("requestid"), None);
    assert_eq!(build.get("build-arg:A").map(String::as_str), Some("b"));
    assert_eq!(build.get("cmdline").map(String::as_str), Some("r/m"));
}
