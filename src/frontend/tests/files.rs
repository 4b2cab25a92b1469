//! What only the files show: the gate asks for them with a step of its own.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use crate::frontend::protocol::{
    BuildResult, Definition, ExecOp, FileAction, FileActionCopy, FileOp, Input, Locations, Meta,
    Mount, Op, Ref, Source, SourceInfo, SourceOp, build_result, file_action, op,
};
use crate::frontend::{Own, Rulebook};
use crate::policy::Preset;
use prost::Message as _;

use super::gateway::{Gateway, Seen, digest, order_of, result};
use super::rulebooks::{rulebook, rulebook_of, rulebook_of_bundle};

const TEXT: &str = "FROM base\nCOPY a /b\nENTRYPOINT [\"/b\"]\n";
const NOTHING: &str = r#"{"looks":[[]]}"#;

pub(crate) fn source(identifier: &str) -> Vec<u8> {
    let source = SourceOp { identifier: identifier.to_owned(), ..SourceOp::default() };
    Op { op: Some(op::Op::Source(source)), ..Op::default() }.encode_to_vec()
}

pub(crate) fn input(bytes: &[u8]) -> Input {
    Input { digest: digest(bytes), index: 0 }
}

pub(crate) fn end(of: &[u8]) -> Vec<u8> {
    Op { inputs: vec![input(of)], ..Op::default() }.encode_to_vec()
}

/// `FROM base`, `COPY a /b` as a graph.
fn built() -> BuildResult {
    let (base, context) = (source("docker-image://base"), source("local://context"));
    let copy = FileActionCopy { src: "/a".to_owned(), dest: "/b".to_owned() };
    let action = FileAction {
        input: 0,
        secondary_input: 1,
        output: 0,
        action: Some(file_action::Action::Copy(copy)),
    };
    let copied = Op {
        inputs: vec![input(&base), input(&context)],
        op: Some(op::Op::File(FileOp { actions: vec![action] })),
        ..Op::default()
    }
    .encode_to_vec();
    let info = SourceInfo {
        filename: "Dockerfile".to_owned(),
        data: TEXT.as_bytes().to_vec(),
        ..SourceInfo::default()
    };
    let end = end(&copied);
    // BuildKit says of some steps that they have no lines
    let locations = BTreeMap::from([(digest(&context), Locations::default())]);
    let definition = Definition {
        def: vec![base, context, copied, end],
        source: Some(Source { infos: vec![info], locations }),
        ..Definition::default()
    };
    let reference = Ref { id: "built".to_owned(), def: Some(definition) };
    let mut built = result("built");
    built.result = Some(build_result::Result::Ref(reference));
    let config = br#"{"config":{"Entrypoint":["/b"]}}"#;
    built.metadata.insert("containerimage.config".to_owned(), config.to_vec());
    built
}

/// Runs the gate; its steps answer with `answers`.
fn run(answers: &[&str]) -> Seen {
    run_with(answers, rulebook(Preset::Default), None)
}

/// The same under a policy; the build brings another one as the value of an option.
pub(crate) fn run_with(answers: &[&str], own: Rulebook, brought: Option<(&str, &str)>) -> Seen {
    let answers = answers.iter().map(|answer| answer.as_bytes().to_vec()).collect();
    let gateway = Gateway {
        built: Some(built()),
        observations: Some(Arc::new(Mutex::new(answers))),
        policy: brought.map(|(_, text)| text.as_bytes().to_vec()),
        ..Gateway::with(TEXT)
    };
    let options: Vec<&str> = brought.iter().map(|(option, _)| *option).collect();
    gateway.run_with(&options, Ok(own))
}

/// The same where no file counts.
pub(crate) fn run_under(own: Rulebook, brought: Option<(&str, &str)>) -> Seen {
    run_with(&[NOTHING; 4], own, brought)
}

/// An Anchore policy with one rule about accounts.
fn accounts(trigger: &str, parameters: &str) -> Rulebook {
    anchore("passwd_file", trigger, parameters)
}

/// An Anchore policy with one rule.
pub(crate) fn anchore(gate: &str, trigger: &str, parameters: &str) -> Rulebook {
    rulebook_of_bundle(&format!(
        r#"{{"id":"b","name":"b","version":"1_0","whitelists":[],
        "policies":[{{"id":"p","name":"p","version":"1_0","rules":[{{"id":"r","gate":"{gate}",
            "trigger":"{trigger}","action":"STOP","params":[{parameters}]}}]}}],
        "mappings":[{{"id":"m","name":"all","registry":"*","repository":"*","policy_ids":["p"],
            "image":{{"type":"tag","value":"*"}},"whitelist_ids":[]}}]}}"#
    ))
}

#[test]
fn an_anchore_policy_learns_the_accounts_of_the_result() {
    let denies = || accounts("blacklist_usernames", r#"{"name":"user_names","value":"monero"}"#);
    let answer = |passwd: &str| {
        format!(
            r#"{{"looks":[[{{"path":"etc/passwd","kind":"Text","mode":420,"owner":0,"group":0,"size":9,
            "wanted":{{"whole":"{passwd}"}}}}]]}}"#
        )
    };
    let seen = run_with(&[NOTHING, &answer("root:x:0:0:::\\nmonero:x:1:1:::\\n")], denies(), None);
    let message = seen.error().message;
    let said = "Blacklisted user 'monero' found in image's /etc/passwd: pentry=monero:x:1:1:::";
    assert!(message.contains(said), "{message}");
    let seen = run_with(&[NOTHING, &answer("root:x:0:0:::\\n")], denies(), None);
    assert_eq!(seen.result(), built());
    let link = r#"{"looks":[[{"path":"etc/passwd","kind":"Data","mode":0,"owner":0,"group":0,"size":0,"wanted":"elsewhere"}]]}"#;
    let message = run_with(&[NOTHING, link], denies(), None).error().message;
    assert!(message.contains("minestop cannot read `/etc/passwd`: it is a link"), "{message}");
    let seen = run_with(&[NOTHING, NOTHING], accounts("content_not_available", ""), None);
    assert!(seen.error().message.contains("Cannot locate /etc/passwd"));
}

#[test]
fn an_anchore_policy_learns_the_size_of_the_result() {
    let sized = |check: &str, value: &str| {
        let attribute = r#"{"name":"attribute","value":"size"}"#;
        let check = format!(r#"{{"name":"check","value":"{check}"}}"#);
        let value = format!(r#"{{"name":"value","value":"{value}"}}"#);
        anchore("metadata", "attribute", &format!("{attribute},{check},{value}"))
    };
    let limited = || sized(">", "1mb");
    let answer = |size: &str| format!(r#"{{"looks":[[]],"sizes":[{size}]}}"#);
    let message = run_with(&[NOTHING, &answer("1048577")], limited(), None).error().message;
    let said = "'size' check: '>' check_value: '1048576' matched image value: '1048577'";
    assert!(message.contains(said), "{message}");
    let seen = run_with(&[NOTHING, &answer("1048576")], limited(), None);
    assert_eq!(seen.result(), built());
    // what was not counted is not small
    for unknown in [NOTHING, &answer("null")] {
        let message = run_with(&[NOTHING, unknown], limited(), None).error().message;
        assert!(message.contains("does not know the size of this image"), "{unknown}: {message}");
    }
    // an image without layers is an archive without entries
    let message = Gateway::with(TEXT).run_with(&[], Ok(sized("=", "10kb"))).error().message;
    assert!(message.contains("matched image value: '10240'"), "{message}");
}

#[test]
fn clean_files_pass_both_looks() {
    let seen = run(&[NOTHING, NOTHING]);
    assert_eq!(seen.result(), built());
    assert_eq!(seen.steps.len(), 2);
}

#[test]
fn a_script_of_the_context_stops_before_a_step_uses_it() {
    let record = r##"{"path":"a","kind":"Script","mode":493,"owner":0,"group":0,"size":55,
        "text":"#!/bin/sh\nexec x -o stratum+tcp://pool.example.invalid:1\n"}"##;
    let seen = run(&[&format!(r#"{{"looks":[[{record}]]}}"#)]);
    let message = seen.error().message;
    assert!(message.contains("STOP[mining-pool]") && message.contains("a:2:"), "{message}");
    let [step] = seen.steps.as_slice() else { panic!("{:?}", seen.steps) };
    let order = order_of(step.definition.as_ref().expect("it is a graph"));
    assert_eq!(order["looks"][0]["pattern"], "/a");
    assert_eq!(order["run"], serde_json::json!(["b"]));
}

#[test]
fn a_file_of_the_result_stops_before_it_is_exported() {
    let record = r#"{"path":"usr/bin/php8","kind":"Elf","mode":493,"owner":0,"group":0,"size":9,
        "markers":[{"group":"custom","strength":"strong","value":"X","citation":"policy","offset":3}]}"#;
    let seen = run(&[NOTHING, &format!(r#"{{"looks":[[{record}]]}}"#)]);
    let message = seen.error().message;
    assert!(message.contains("STOP[miner-file-content]"), "{message}");
    assert!(message.contains("usr/bin/php8"), "{message}");
}

#[test]
fn a_result_without_a_required_file_stops_before_it_is_exported() {
    let policy = "version = 1\npreset = \"default\"\n[[rules.file-attributes.checks]]\npath = \"etc/pin\"\nmode = \"644\"\nexists = true\n";
    let run = |answers: [String; 2]| {
        let answers = answers.into_iter().map(String::into_bytes).collect();
        let gateway = Gateway {
            built: Some(built()),
            observations: Some(Arc::new(Mutex::new(answers))),
            ..Gateway::with(TEXT)
        };
        gateway.run_with(&[], Ok(rulebook_of(policy)))
    };
    let file = |mode: u32| {
        format!(
            r#"{{"looks":[[{{"path":"etc/pin","kind":"Text","mode":{mode},"owner":0,"group":0,"size":9}}]]}}"#
        )
    };
    let seen = run([NOTHING.into(), file(0o644)]);
    assert_eq!(seen.result(), built());
    // what is only in the context is not yet in the image
    for answers in [[file(0o644), NOTHING.into()], [NOTHING.into(), file(0o600)]] {
        let message = run(answers).error().message;
        assert!(message.contains("STOP[file-attributes]: there is no file `etc/pin`"), "{message}");
    }
}

#[test]
fn an_answer_that_is_none_keeps_the_gate_shut() {
    for answer in ["", "[]", r#"{"looks":[]}"#, r#"{"looks":[[],[]]}"#, r#"{"looks":[[{}]]}"#] {
        let error = run(&[answer]).error();
        assert!(error.message.starts_with("minestop: a step answered"), "{answer}: {error:?}");
    }
    let error = run(&[]).error();
    assert_eq!(error.message, "exit code: 2");
}

#[test]
fn an_answer_may_be_larger_than_a_message() {
    let padded = format!("{NOTHING}{}", " ".repeat((4 << 20) + 7));
    assert_eq!(run(&[&padded, NOTHING]).result(), built());
    let beyond = format!("{NOTHING}{}", " ".repeat(64 << 20));
    let message = run(&[&beyond]).error().message;
    assert_eq!(message, "the answer of a step is too large");
}

/// `FROM base`, `RUN build`, and what is copied to `/b`: each from the context or from the result of the command.
fn copying(from_context: &[bool]) -> BuildResult {
    let (base, context) = (source("docker-image://base"), source("local://context"));
    let exec = ExecOp {
        meta: Some(Meta { args: vec!["build".into()], ..Meta::default() }),
        mounts: vec![Mount { dest: "/".to_owned(), ..Mount::default() }],
        ..ExecOp::default()
    };
    let inputs = vec![input(&base)];
    let made = Op { inputs, op: Some(op::Op::Exec(exec)), ..Op::default() }.encode_to_vec();
    let mut def = vec![base.clone(), context.clone(), made.clone()];
    let mut last = base;
    for (number, from_context) in from_context.iter().enumerate() {
        let copy = FileActionCopy { src: format!("/{number}"), dest: "/b".to_owned() };
        let action = Some(file_action::Action::Copy(copy));
        let action = FileAction { input: 0, secondary_input: 1, output: 0, action };
        let from = if *from_context { &context } else { &made };
        let inputs = vec![input(&last), input(from)];
        let file = Some(op::Op::File(FileOp { actions: vec![action] }));
        last = Op { inputs, op: file, ..Op::default() }.encode_to_vec();
        def.push(last.clone());
    }
    def.push(end(&last));
    let data = TEXT.as_bytes().to_vec();
    let info = SourceInfo { filename: "Dockerfile".to_owned(), data, ..SourceInfo::default() };
    let source = Some(Source { infos: vec![info], ..Source::default() });
    let definition = Definition { def, source, ..Definition::default() };
    let reference = Ref { id: "built".to_owned(), def: Some(definition) };
    BuildResult { result: Some(build_result::Result::Ref(reference)), ..BuildResult::default() }
}

/// Runs the gate on the build; no file counts.
fn judged(built: BuildResult) -> Seen {
    Gateway { built: Some(built), ..Gateway::with(TEXT) }.run(&[])
}

#[test]
fn a_source_that_is_copied_from_twice_is_seen_once() {
    let seen = judged(copying(&[true, true]));
    let step = seen.steps.first().and_then(|it| it.definition.as_ref()).expect("a step ran");
    let order = order_of(step);
    let looks = order["looks"].as_array().expect("there are looks");
    let looks: Vec<_> =
        looks.iter().map(|it| [it["root"].as_str(), it["pattern"].as_str()]).collect();
    assert_eq!(looks, [[Some("/in0"), Some("/0")], [Some("/in0"), Some("/1")]]);
    let ops: Vec<Op> =
        step.def.iter().map(|it| Op::decode(it.as_slice()).expect("it is a step")).collect();
    let exec = ops.iter().rev().find_map(|op| match &op.op {
        Some(op::Op::Exec(exec)) => Some((op, exec)),
        _ => None,
    });
    let (op, exec) = exec.expect("there is a command");
    let mounts: Vec<_> = exec.mounts.iter().map(|it| (it.dest.as_str(), it.input)).collect();
    assert_eq!(mounts, [("/", 0), ("/in0", 1), ("/out", -1)]);
    assert_eq!(op.inputs[1], input(&source("local://context")));
    // the step is the program in the image of the gate itself
    assert_eq!(exec.meta.as_ref().map(|it| it.args[0].as_slice()), Some(&b"/minestop"[..]));
    assert_eq!(op.inputs[0], input(&source("docker-image://registry.example.invalid/minestop:1")));
}

#[test]
fn what_a_step_has_made_is_no_source() {
    // only the result is looked at
    assert_eq!(judged(copying(&[false])).steps.len(), 1);
    assert_eq!(judged(copying(&[true])).steps.len(), 2);
}

#[test]
fn an_engine_that_does_not_say_what_image_it_runs_is_told_by_the_user() {
    let answers = Arc::new(Mutex::new(vec![NOTHING.into(), NOTHING.into()]));
    let gateway = Gateway {
        built: Some(built()),
        observations: Some(answers),
        own: Own::default(),
        ..Gateway::with(TEXT)
    };
    assert!(gateway.run(&[]).error().message.contains("does not say what image"));
    let seen = gateway.run(&["source=registry.example.invalid/minestop:1"]);
    let step = seen.steps.first().expect("a step ran");
    let first = &step.definition.as_ref().expect("it is a graph").def[0];
    let op = Op::decode(first.as_slice()).expect("it is a step");
    let Some(op::Op::Source(source)) = op.op else { panic!("{op:?}") };
    assert_eq!(source.identifier, "docker-image://registry.example.invalid/minestop:1");
}
