//! What the options of a build say.

use crate::frontend::{Own, Request};

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

#[test]
fn a_question_is_left_out_of_the_build_that_it_is_about() {
    let options = request(&["requestid=frontend.minestop", "build-arg:A=b", "source=r/m"]);
    let build = options.delegated_as_build();
    assert_eq!(build.get("requestid"), None);
    assert_eq!(build.get("build-arg:A").map(String::as_str), Some("b"));
    assert_eq!(build.get("cmdline").map(String::as_str), Some("r/m"));
}
