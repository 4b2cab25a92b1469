//! What a look lets pass and what it does not.

use crate::frontend::protocol::{
    BuildResult, Definition, Ref, RefEntry, RefMap, Source, SourceInfo, build_result,
};
use crate::policy::Preset;

use super::files::source;
use super::gateway::{Gateway, Seen, own_image, result};
use super::rulebooks::{rulebook, rulebook_of};

const MINER: &str = "FROM alpine\nRUN wget https://github.com/xmrig/xmrig/archive/v6.tar.gz\n";
const CLEAN: &str = "FROM alpine\nRUN echo hello\n";

#[test]
fn a_clean_build_is_handed_on_as_the_stock_frontend_made_it() {
    let mut gateway = Gateway::with(CLEAN);
    let mut built = result("built");
    built.metadata.insert("containerimage.config".to_owned(), b"{}".to_vec());
    gateway.built = Some(built.clone());
    let options = ["source=r.example.invalid/minestop", "label:a=b=c", "build-arg:X=1=2"];
    let seen = gateway.run(&options);
    assert_eq!(seen.result(), built);
    let [delegated] = seen.delegated.as_slice() else { panic!("{:?}", seen.delegated) };
    assert_eq!(delegated.frontend, "dockerfile.v0");
    assert!(delegated.allow_result_return && delegated.allow_result_array_ref);
    let option = |key: &str| delegated.frontend_opt.get(key).map(String::as_str);
    assert_eq!(option("label:a"), Some("b=c"));
    assert_eq!(option("build-arg:X"), Some("1=2"));
    assert_eq!(
        option("cmdline"),
        Some("r.example.invalid/minestop"),
        "it would start itself again"
    );
}

#[test]
fn a_miner_in_the_text_stops_before_a_step_runs() {
    let seen = Gateway::with(MINER).run(&[]);
    let error = seen.error();
    assert_eq!((seen.steps, seen.run), (Vec::new(), Vec::new()));
    assert_eq!(error.code, 2);
    assert!(error.message.starts_with("build refused by minestop: 1 STOP"), "{}", error.message);
    assert!(error.message.contains("Dockerfile:2:"), "{}", error.message);
    let [detail] = error.details.as_slice() else { panic!("{:?}", error.details) };
    assert_eq!(detail.type_url, "github.com/moby/buildkit/errdefs.Source+json");
    let frame: serde_json::Value = serde_json::from_slice(&detail.value).expect("it is JSON");
    assert_eq!(frame["info"]["filename"], "Dockerfile");
    assert_eq!(frame["ranges"][0]["start"]["line"], 2);
    assert_eq!(frame["ranges"][0]["end"]["line"], 2);
}

#[test]
fn what_the_text_shows_is_said_before_that_no_graph_can_be_made() {
    let gateway = Gateway { built: None, ..Gateway::with(MINER) };
    assert!(gateway.run(&[]).error().message.contains("STOP[miner-source]"));
    let gateway = Gateway { built: None, ..Gateway::with(CLEAN) };
    assert_eq!(gateway.run(&[]).error().message, "no such image");
}

#[test]
fn the_steps_of_every_platform_run_before_the_result_is_looked_at() {
    let entry = |platform: &str, id: &str| RefEntry {
        platform: platform.to_owned(),
        r#ref: Some(Ref { id: id.to_owned(), def: None }),
    };
    // one has no layers
    let refs = vec![entry("linux/amd64", "a"), entry("linux/arm64", "b"), entry("linux/arm", "")];
    let refs = Some(build_result::Result::Refs(RefMap { refs }));
    let built = BuildResult { result: refs, ..BuildResult::default() };
    for is_old in [false, true] {
        let gateway = Gateway { built: Some(built.clone()), is_old, ..Gateway::with(CLEAN) };
        let Seen { mut run, mut evaluated, .. } = gateway.run(&[]);
        run.sort();
        assert_eq!(run, [("a".to_owned(), 0), ("b".to_owned(), 0)]);
        evaluated.sort();
        assert_eq!(evaluated.join(" "), if is_old { "" } else { "a b" });
    }
}

#[test]
fn a_step_that_fails_says_so_as_without_minestop() {
    let error = Gateway { fails: true, ..Gateway::with(CLEAN) }.run(&[]).error();
    assert_eq!(error.message, "process \"/bin/sh -c false\" did not complete");
}

#[test]
fn a_stage_that_a_named_context_replaces_stops_nothing() {
    let text = format!(
        "{}FROM alpine AS web\nCOPY --from=mine /a /b\n",
        MINER.replace("alpine", "alpine AS mine")
    );
    let context = "docker-image://r.example.invalid/base";
    let run = |options: &[&str]| Gateway::with(&text).run(options);
    for options in [&["target=web"][..], &[], &["context:web=a"], &["context:mine::linux/arm64=a"]]
    {
        assert!(run(options).error().message.contains("STOP[miner-source]"), "{options:?}");
    }
    for name in ["mine", "mine::linux/amd64"] {
        let option = format!("context:{name}={context}");
        assert_eq!(run(&[&option]).result(), result("built"), "{name}");
        assert_eq!(run(&[&option, "target=web"]).result(), result("built"), "{name}");
    }
}

#[test]
fn build_arguments_count() {
    let text = "FROM alpine\nARG WHAT=hello\nRUN wget https://github.com/$WHAT/archive/v6.tar.gz\n";
    Gateway::with(text).run(&[]).result();
    let seen = Gateway::with(text).run(&["build-arg:WHAT=xmrig/xmrig"]);
    assert!(seen.error().message.contains("STOP[miner-source]"), "{:?}", seen.error());
}

#[test]
fn a_stage_that_the_target_leaves_out_stops_nothing() {
    let text = format!("FROM alpine AS web\nRUN echo hello\n{MINER}");
    let gateway = Gateway::with(&text);
    gateway.run(&["target=web"]).result();
    assert!(gateway_error(&text, &[]).contains("STOP[miner-source]"));
    assert!(gateway_error(&text, &["target="]).contains("STOP[miner-source]"));
}

/// A graph without steps that says which text it was made from.
fn of_text(text: &str) -> BuildResult {
    let info = SourceInfo {
        filename: "Dockerfile".to_owned(),
        data: text.as_bytes().to_vec(),
        ..SourceInfo::default()
    };
    let source = Some(Source { infos: vec![info], ..Source::default() });
    let reference =
        Ref { id: "built".to_owned(), def: Some(Definition { source, ..Definition::default() }) };
    BuildResult { result: Some(build_result::Result::Ref(reference)), ..result("built") }
}

fn gateway_error(text: &str, options: &[&str]) -> String {
    Gateway::with(text).run(options).error().message
}

#[test]
fn an_image_that_the_policy_names_does_the_work() {
    let book = || rulebook_of("[frontend]\nupstream = \"docker.io/docker/dockerfile:1\"\n");
    let options = [
        "source=r.example.invalid/minestop",
        "cmdline=r.example.invalid/minestop x",
        "gateway-devel=true",
        "context:docker/dockerfile:1=docker-image://r.example.invalid/other",
        "context:docker/dockerfile:1::linux/amd64=docker-image://r.example.invalid/other",
        "context:base=docker-image://r.example.invalid/base",
        "target=web",
    ];
    let text = "FROM alpine AS web\n";
    let seen = Gateway::with(text).run_with(&options, Ok(book()));
    assert_eq!(seen.result(), result("built"));
    let [delegated] = seen.delegated.as_slice() else { panic!("{:?}", seen.delegated) };
    assert_eq!(delegated.frontend, "gateway.v0");
    let mut sent: Vec<String> =
        delegated.frontend_opt.iter().map(|(key, value)| format!("{key}={value}")).collect();
    sent.sort();
    assert_eq!(
        sent,
        [
            "cmdline=docker.io/docker/dockerfile:1",
            "context:base=docker-image://r.example.invalid/base",
            "source=docker.io/docker/dockerfile:1",
            "target=web",
        ],
        "what the build says must not put another frontend in its place"
    );
    let stopped = Gateway::with(MINER).run_with(&[], Ok(book()));
    assert_eq!(stopped.run, []);
    assert!(stopped.error().message.contains("STOP[miner-source]"));
}

#[test]
fn an_error_about_the_image_that_does_the_work_says_who_names_it() {
    let book = || rulebook_of("[frontend]\nupstream = \"r.example.invalid/nosuch:1\"\n");
    let gateway = || Gateway { built: None, ..Gateway::with(CLEAN) };
    let message = gateway().run_with(&[], Ok(book())).error().message;
    assert_eq!(
        message,
        "r.example.invalid/nosuch:1: not found\n\
         minestop: the policy of this gate lets `r.example.invalid/nosuch:1` do the work: `upstream` \
         under `[frontend]`"
    );
    let message = gateway().run(&[]).error().message;
    assert!(!message.contains("upstream"), "{message}");
    // an error of the build itself
    let gateway = Gateway { refuses: Some("no such stage"), ..gateway() };
    assert_eq!(gateway.run_with(&[], Ok(book())).error().message, "no such stage");
}

#[test]
fn a_graph_must_say_which_dockerfile_it_is_from() {
    let silent = Definition { def: vec![source("docker-image://base")], ..Definition::default() };
    let reference = Ref { id: "built".to_owned(), def: Some(silent) };
    let answer = Some(build_result::Result::Ref(reference));
    let gateway = |built| Gateway { built: Some(built), own: own_image(), ..Gateway::default() };
    let built = BuildResult { result: answer, ..BuildResult::default() };
    let options = ["context=https://git.example.invalid/a.git"];
    let message = gateway(built).run(&options).error().message;
    assert!(message.contains("does not say which Dockerfile it is from"), "{message}");
    // an image without layers has no graph
    assert_eq!(gateway(result("")).run(&options).result(), result(""));
}

#[test]
fn a_dockerfile_that_only_the_stock_frontend_finds_is_judged_by_its_answer() {
    let gateway = Gateway { built: Some(of_text(MINER)), ..Gateway::default() };
    let seen = gateway.run(&["context=https://git.example.invalid/a.git"]);
    assert_eq!(seen.sources, [], "it was read twice");
    assert!(seen.error().message.contains("STOP[miner-source]"), "{:?}", seen.error());
}

#[test]
fn the_other_spelling_of_the_name_is_found() {
    let gateway = Gateway::with(CLEAN);
    let seen = gateway.run(&["filename=sub/dockerfile"]);
    assert!(seen.error().message.contains("sub/dockerfile"), "{:?}", seen.error());
}

#[test]
fn warnings_are_shown_and_stop_nothing() {
    let text = "# syntax=r.example.invalid/other\nFROM alpine\n";
    let seen = Gateway::with(text).run(&["source=r.example.invalid/minestop"]);
    assert_eq!(seen.result(), result("built"));
    let [warning] = seen.warnings.as_slice() else { panic!("{:?}", seen.warnings) };
    let short = String::from_utf8_lossy(&warning.short);
    assert!(short.starts_with("foreign-frontend: ") && short.ends_with("(line 1)"), "{short}");

    let old = Gateway { is_old: true, ..Gateway::with(text) };
    assert_eq!(old.run(&["source=r.example.invalid/minestop"]).result(), result("built"));
}

#[test]
fn its_own_name_behind_syntax_is_not_foreign() {
    let text = "# syntax=r.example.invalid/minestop\nFROM scratch\n";
    let gateway = Gateway::with(text);
    let book = Ok(rulebook(Preset::LockedDown));
    let seen = gateway.run_with(&["source=r.example.invalid/minestop"], book);
    assert_eq!(seen.result(), result("built"));
}

#[test]
fn a_question_about_the_file_is_answered_by_the_stock_frontend() {
    let seen = Gateway::with(MINER).run(&["requestid=frontend.targets"]);
    assert_eq!(seen.result(), result("built"));
}

#[test]
fn a_check_has_the_findings_of_both() {
    use base64::Engine as _;
    let data = base64::engine::general_purpose::STANDARD.encode(MINER);
    let answer = |warnings: serde_json::Value| {
        let sources = serde_json::json!([{ "filename": "Dockerfile", "data": data }]);
        serde_json::json!({ "warnings": warnings, "sources": sources, "later": 1 })
    };
    let own = serde_json::json!([{ "ruleName": "StageNameCasing" }]);
    for (warnings, before) in [(serde_json::Value::Null, 0), (own, 1)] {
        let mut built = result("");
        let json = answer(warnings).to_string();
        built.metadata.insert("result.json".to_owned(), json.into_bytes());
        built.metadata.insert("result.statuscode".to_owned(), b"0".to_vec());
        let gateway = Gateway { built: Some(built), ..Gateway::default() };
        let returned = gateway.run(&["requestid=frontend.lint"]).result();
        let status = returned.metadata.get("result.statuscode").map(Vec::as_slice);
        assert_eq!(status, Some(b"1".as_slice()));
        let json = returned.metadata.get("result.json").expect("there is an answer");
        let json: serde_json::Value = serde_json::from_slice(json).expect("it is JSON");
        assert_eq!(json["later"], 1);
        assert_eq!(json["warnings"].as_array().map(Vec::len), Some(before + 1));
        let added = &json["warnings"][before];
        assert_eq!(added["ruleName"], "miner-source");
        assert_eq!(added["location"]["ranges"][0]["start"]["line"], 2);
    }
}

#[test]
fn a_check_that_fails_is_no_check_that_is_unknown() {
    let gateway = Gateway { built: None, ..Gateway::with(CLEAN) };
    let seen = gateway.run(&["requestid=frontend.lint"]);
    assert_eq!(seen.error().message, "no such image");
    assert_eq!(seen.delegated.len(), 1, "{:?}", seen.delegated);
}

#[test]
fn a_check_shows_what_stops_and_what_warns_at_its_lines() {
    let check = |word: &str, action: &str| {
        format!(
            "[[rules.instruction.checks]]\ninstruction = \"{word}\"\ncheck = \"exists\"\naction = \"{action}\"\n"
        )
    };
    let policy = [check("LABEL", "warn"), check("ENV", "go")].concat();
    let text = "FROM scratch\nENV a=b\nLABEL a=b \\\n  c=d\nUSER web\n";
    let gateway = Gateway { built: Some(of_text(text)), is_old: true, ..Gateway::default() };
    let seen = gateway.run_with(&["requestid=frontend.lint"], Ok(rulebook_of(&policy)));
    let answer = seen.result();
    assert_eq!(answer.metadata["result.statuscode"], b"0");
    let json: serde_json::Value =
        serde_json::from_slice(&answer.metadata["result.json"]).expect("it is JSON");
    let [warning] = json["warnings"].as_array().expect("a list").as_slice() else {
        panic!("{json}")
    };
    assert_eq!(warning["detail"], "WARN: LABEL is forbidden");
    let at = |line: u32| serde_json::json!({ "line": line, "character": 0 });
    let lines = serde_json::json!([{ "start": at(3), "end": at(4) }]);
    assert_eq!(warning["location"], serde_json::json!({ "sourceIndex": 0, "ranges": lines }));
}

#[test]
fn a_check_that_the_stock_frontend_does_not_know_has_the_findings_all_the_same() {
    for (text, status) in [(MINER, "1"), (CLEAN, "0")] {
        let gateway = Gateway { built: Some(of_text(text)), is_old: true, ..Gateway::default() };
        let seen = gateway.run(&["requestid=frontend.lint"]);
        let answer = seen.result();
        assert_eq!(answer.metadata["result.statuscode"], status.as_bytes());
        let json: serde_json::Value =
            serde_json::from_slice(&answer.metadata["result.json"]).expect("it is JSON");
        assert_eq!(json["warnings"].as_array().map(Vec::len), Some(usize::from(status == "1")));
        assert_eq!(json["sources"].as_array().map(Vec::len), Some(1));
        assert_eq!(seen.steps, []);
    }
}

#[test]
fn the_whole_report_can_be_asked_for() {
    let seen = Gateway::with(MINER).run(&["requestid=frontend.minestop"]);
    let [delegated] = seen.delegated.as_slice() else { panic!("{:?}", seen.delegated) };
    assert!(!delegated.frontend_opt.contains_key("requestid"), "{delegated:?}");
    let answer = seen.result();
    let value = |key: &str| String::from_utf8_lossy(&answer.metadata[key]).into_owned();
    assert_eq!(value("result.statuscode"), "1");
    assert!(value("result.txt").contains("STOP[miner-source]"), "{}", value("result.txt"));
    let json: serde_json::Value = serde_json::from_str(&value("result.json")).expect("it is JSON");
    assert_eq!(json["files"][0]["findings"][0]["rule"], "miner-source");
    assert_eq!(json["policies"][0]["preset"], "default");
    assert!(value("result.txt").contains("policy: preset `default`"), "{}", value("result.txt"));
    assert!(!json["intelligence"].as_str().unwrap_or_default().is_empty(), "{json}");

    let clean = Gateway::with(CLEAN).run(&["requestid=frontend.minestop"]).result();
    assert_eq!(clean.metadata["result.statuscode"], b"0");
}

#[test]
fn the_list_of_questions_has_it() {
    let mut built = result("");
    built.metadata.insert("result.json".to_owned(), br#"[{"name":"frontend.outline"}]"#.to_vec());
    built.metadata.insert("result.txt".to_owned(), b"frontend.outline\n".to_vec());
    let gateway = Gateway { built: Some(built), ..Gateway::with(CLEAN) };
    let answer = gateway.run(&["requestid=frontend.subrequests.describe"]).result();
    let json: serde_json::Value =
        serde_json::from_slice(&answer.metadata["result.json"]).expect("it is JSON");
    assert_eq!(json[1]["name"], "frontend.minestop");
    assert!(String::from_utf8_lossy(&answer.metadata["result.txt"]).contains("frontend.minestop"));
}
