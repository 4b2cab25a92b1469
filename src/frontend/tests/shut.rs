//! Whatever goes wrong leaves the gate shut.

use super::gateway::Gateway;

#[test]
fn an_unusable_policy_refuses_every_build() {
    let seen =
        Gateway::with("FROM scratch\n").run_with(&[], Err("its policy is broken".to_owned()));
    assert_eq!(seen.error().message, "minestop: its policy is broken");
    assert_eq!((seen.steps, seen.files), (Vec::new(), Vec::new()));
}

#[test]
fn a_dockerfile_that_is_not_there_is_an_error() {
    let gateway = Gateway { dockerfile: None, ..Gateway::with("") };
    assert!(gateway.run(&[]).error().message.contains("no such file"));
}

#[test]
fn errors_of_the_stock_frontend_come_through_as_they_are() {
    let gateway = Gateway { built: None, ..Gateway::with("FROM alpine\n") };
    let error = gateway.run(&[]).error();
    assert_eq!((error.code, error.message.as_str()), (5, "no such image"));
}

#[test]
fn a_dockerfile_beyond_the_limit_is_refused() {
    let mut text = b"FROM alpine\n#".to_vec();
    text.resize(17 << 20, b'a');
    let gateway = Gateway { dockerfile: Some(text), ..Gateway::with("") };
    let seen = gateway.run(&[]);
    assert!(seen.error().message.contains("too large"), "{:?}", seen.error());
    assert_eq!((seen.steps, seen.files), (Vec::new(), Vec::new()));
}

#[test]
fn a_gateway_that_hangs_up_gets_no_answer() {
    let gateway = Gateway { hangs_up: true, ..Gateway::with("FROM alpine\n") };
    assert!(gateway.run(&[]).returned.is_empty());
}
