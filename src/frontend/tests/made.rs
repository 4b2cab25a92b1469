//! What commands of the build have made: the look at it is one of exactly these bytes.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use crate::frontend::Rulebook;
use crate::frontend::protocol::{
    BuildResult, Definition, ExecOp, Meta, Mount, Op, OpMetadata, Ref, SolveRequest, Source,
    SourceInfo, build_result, op,
};
use crate::policy::Preset;
use prost::Message as _;

use super::files::{anchore, end, input, source};
use super::gateway::{Gateway, digest, order_of, written_by};
use super::rulebooks::{rulebook, rulebook_of};
use super::wire;

/// `FROM base`, `RUN make` as a graph, and `FROM base` alone.
fn made(base: &str, has_command: bool) -> BuildResult {
    let base = source(base);
    let mut def = vec![base.clone()];
    if has_command {
        let mount = Mount { input: 0, dest: "/".to_owned(), output: 0, ..Mount::default() };
        let meta = Some(Meta { args: vec!["make".into()], ..Meta::default() });
        let exec = ExecOp { meta, mounts: vec![mount], ..ExecOp::default() };
        let inputs = vec![input(&base)];
        def.push(Op { inputs, op: Some(op::Op::Exec(exec)), ..Op::default() }.encode_to_vec());
    }
    let last = def.last().expect("there is a step").clone();
    def.push(end(&last));
    let info = SourceInfo {
        filename: "Dockerfile".to_owned(),
        data: MADE.as_bytes().to_vec(),
        ..SourceInfo::default()
    };
    let source = Some(Source { infos: vec![info], ..Source::default() });
    let definition = Definition { def, source, ..Definition::default() };
    let reference = Ref { id: "built".to_owned(), def: Some(definition) };
    BuildResult { result: Some(build_result::Result::Ref(reference)), ..BuildResult::default() }
}

const MADE: &str = "FROM base\nRUN make\n";

/// The commands of the frontend's own steps in a graph, with their variables.
fn own_steps(request: &SolveRequest) -> Vec<(Meta, Vec<Mount>)> {
    let steps = request.definition.iter().flat_map(|it| &it.def);
    let ops = steps.filter_map(|bytes| Op::decode(bytes.as_slice()).ok());
    let execs = ops.filter_map(|op| match op.op {
        Some(op::Op::Exec(exec)) => Some((exec.meta.unwrap_or_default(), exec.mounts)),
        _ => None,
    });
    execs.filter(|(meta, _)| meta.args.first().is_some_and(|it| it == b"/minestop")).collect()
}

/// The steps of the last look of a build in which a command runs.
fn look_at_what_a_command_makes() -> (Vec<Op>, Vec<Op>) {
    let built = Some(made("docker-image://base", true));
    let seen = Gateway { built, ..Gateway::with(MADE) }.run(&[]);
    let [look] = seen.steps.as_slice() else { panic!("{:?}", seen.steps) };
    let [ahead] = seen.files.as_slice() else { panic!("{:?}", seen.files) };
    (ops(look), ops(ahead))
}

fn ops(request: &SolveRequest) -> Vec<Op> {
    let steps = request.definition.iter().flat_map(|it| &it.def);
    steps.map(|bytes| Op::decode(bytes.as_slice()).expect("it is a step")).collect()
}

#[test]
fn what_a_command_has_made_is_known_by_its_content_alone() {
    let (look, ahead) = look_at_what_a_command_makes();
    let number = |wanted: fn(&op::Op) -> bool| {
        look.iter().position(|op| op.op.as_ref().is_some_and(wanted)).expect("there is one")
    };
    let observe = &look[number(|op| matches!(op, op::Op::Exec(_)))];
    let Some(op::Op::Exec(exec)) = &observe.op else { panic!("{observe:?}") };
    let mount = exec.mounts.iter().find(|it| it.dest == "/in0").expect("it is mounted");
    let seen = &observe.inputs[usize::try_from(mount.input).expect("it is a number")];
    // what is mounted is what the graph in a file makes, and nothing else of the build is in this one
    let (again, file) = (number(|op| matches!(op, op::Op::Build(_))), &ahead[0]);
    assert_eq!(seen.digest, digest(&look[again].encode_to_vec()));
    assert_eq!((mount.content_cache, mount.readonly), (0, true));
    assert_eq!(look[again].inputs, [input(&file.encode_to_vec())]);
    assert_eq!(look.iter().filter(|op| matches!(op.op, Some(op::Op::Exec(_)))).count(), 1);
    let Some(op::Op::Build(step)) = &look[again].op else { panic!("{again:?}") };
    let name = format!("/{}", step.attrs["llbbuild.filename"]);
    let files = written_by(file);
    let (_, graph) = files.iter().find(|(path, _)| *path == name).expect("it is there");
    let Some(build_result::Result::Ref(built)) = made("docker-image://base", true).result else {
        panic!("it has one platform")
    };
    let graph = Definition::decode(graph.as_slice()).expect("it is a graph");
    assert_eq!(graph.def, built.def.expect("it has a graph").def);
}

#[test]
fn no_cache_has_an_answer_for_what_a_command_has_made_this_time() {
    let (first, second) = (look_at_what_a_command_makes().0, look_at_what_a_command_makes().0);
    let step = |ops: &[Op], wanted: fn(&op::Op) -> bool| {
        ops.iter().find(|op| op.op.as_ref().is_some_and(wanted)).expect("there is one").clone()
    };
    let again: fn(&op::Op) -> bool = |op| matches!(op, op::Op::Build(_));
    assert_ne!(step(&first, again), step(&second, again));
    // the step itself is the same: BuildKit keeps its answer by what it sees
    let command = |ops: &[Op]| match step(ops, |op| matches!(op, op::Op::Exec(_))).op {
        Some(op::Op::Exec(exec)) => exec,
        other => panic!("{other:?}"),
    };
    assert_eq!(command(&first), command(&second));
}

#[test]
fn the_metadata_of_the_steps_goes_into_the_graph_that_is_taken_again() {
    let mut built = made("docker-image://base", true);
    let Some(build_result::Result::Ref(reference)) = &mut built.result else { panic!("{built:?}") };
    let graph = reference.def.as_mut().expect("it has a graph");
    let command = digest(&graph.def[1]);
    let uncached = OpMetadata { ignore_cache: true, ..OpMetadata::default() };
    graph.metadata.insert(command.clone(), uncached.clone());
    graph.metadata.insert(digest(&graph.def[0]), OpMetadata::default());
    let seen = Gateway { built: Some(built), ..Gateway::with(MADE) }.run(&[]);
    let files = written_by(&ops(&seen.files[0])[0]);
    let graph = Definition::decode(files[0].1.as_slice()).expect("it is a graph");
    // without it the command would be another step, and a name without a value ends an engine
    assert_eq!(graph.metadata, BTreeMap::from([(command, uncached)]));
    assert_eq!(wire::fault(&graph), None);
}

#[test]
fn an_answer_that_counts_links_is_not_kept() {
    let attribute = r#"{"name":"attribute","value":"size"},{"name":"check","value":">"},{"name":"value","value":"1mb"}"#;
    let variables = |book: Rulebook| {
        let built = Some(made("docker-image://base", true));
        let seen = Gateway { built, ..Gateway::with(MADE) }.run_with(&[], Ok(book));
        let [(meta, _)] = &own_steps(&seen.steps[0])[..] else { panic!("{:?}", seen.steps) };
        meta.env.clone()
    };
    let sized = || variables(anchore("metadata", "attribute", attribute));
    assert_ne!(sized(), sized());
    assert_eq!(variables(rulebook(Preset::Default)), Vec::<Vec<u8>>::new());
}

#[test]
fn an_order_too_long_for_a_word_is_a_file_that_no_cache_has() {
    let order = |length: usize| {
        let mut built = made("docker-image://base", true);
        let config = format!(r#"{{"config":{{"Entrypoint":["/{}"]}}}}"#, "a".repeat(length));
        built.metadata.insert("containerimage.config".to_owned(), config.into_bytes());
        let seen = Gateway { built: Some(built), ..Gateway::with(MADE) }.run(&[]);
        seen.steps
    };
    let word = |steps: &[SolveRequest]| own_steps(&steps[0])[0].0.args[3].clone();
    let word = |steps: &[SolveRequest]| String::from_utf8(word(steps)).expect("it is text");
    assert!(word(&order(10)).starts_with('{'));
    let steps = order(110_000);
    assert_eq!(word(&steps), "@/order.json");
    let run = order_of(steps[0].definition.as_ref().expect("it is a graph"))["run"].clone();
    assert_eq!(run[0].as_str().map(str::len), Some(110_000));
    let (_, mounts) = &own_steps(&steps[0])[0];
    assert!(mounts.iter().any(|it| it.selector == "/order.json" && it.dest == "/order.json"));
}

/// A cache that a build brings may say of a copy, too, that it made something else.
#[test]
fn what_no_command_has_made_is_known_by_its_content_as_well() {
    let built = Some(made("docker-image://base", false));
    let seen = Gateway { built, ..Gateway::with("FROM base\n") }.run(&[]);
    let [look] = seen.steps.as_slice() else { panic!("{:?}", seen.steps) };
    let [(observe, mounts)] = &own_steps(look)[..] else { panic!("{look:?}") };
    assert_eq!(observe.args[1], b"observe");
    let mount = mounts.iter().find(|it| it.dest == "/in0").expect("it is mounted");
    let look = ops(look);
    let again = look.iter().find(|op| matches!(op.op, Some(op::Op::Build(_))));
    let again = digest(&again.expect("the result is taken again").encode_to_vec());
    let observe = look.iter().find(|op| matches!(op.op, Some(op::Op::Exec(_)))).expect("it looks");
    let seen_as = &observe.inputs[usize::try_from(mount.input).expect("it is a number")];
    assert_eq!((&seen_as.digest, mount.content_cache), (&again, 0));
}

#[test]
fn the_look_waits_for_steps_that_an_imported_cache_may_have_and_for_no_others() {
    let looks_before_the_steps_end = |options: &[&str], policy: &str| {
        let built = Some(made("docker-image://base", true));
        let gateway = Gateway { built, is_slow: true, ..Gateway::with(MADE) };
        let seen = gateway.run_with(options, Ok(rulebook_of(policy)));
        let [(id, looks)] = seen.run.as_slice() else { panic!("{:?}", seen.run) };
        assert_eq!(id, "built");
        *looks
    };
    for options in [&[][..], &["cache-imports="], &["cache-to=r.example.invalid/a"]] {
        assert_eq!(looks_before_the_steps_end(options, ""), 1, "{options:?}");
    }
    for option in [r#"cache-imports=[{"Type":"registry"}]"#, "cache-from=r.example.invalid/a"] {
        assert_eq!(looks_before_the_steps_end(&[option], ""), 0, "{option}");
    }
    // another frontend may bring caches of its own
    let upstream = "[frontend]\nupstream = \"r.example.invalid/dockerfile\"\n";
    assert_eq!(looks_before_the_steps_end(&[], upstream), 0);
}

#[test]
fn a_context_that_is_the_base_is_judged_before_a_command_uses_it() {
    let record = r#"{"path":"opt/a","kind":"Elf","mode":493,"owner":0,"group":0,"size":9,
        "markers":[{"group":"custom","strength":"strong","value":"X","citation":"policy","offset":3}]}"#;
    let answers = vec![format!(r#"{{"looks":[[{record}]]}}"#).into_bytes()];
    for base in ["local://base", "git://example.invalid/a.git", "https://example.invalid/a.tar"] {
        let gateway = Gateway {
            built: Some(made(base, true)),
            observations: Some(Arc::new(Mutex::new(answers.clone()))),
            ..Gateway::with(MADE)
        };
        let seen = gateway.run(&["context:base=local:base"]);
        assert!(seen.error().message.contains("STOP[miner-file-content]"), "{:?}", seen.error());
        assert_eq!(seen.run, [], "{base}: a command ran");
        let [step] = seen.steps.as_slice() else { panic!("{:?}", seen.steps) };
        let order = order_of(step.definition.as_ref().expect("it is a graph"));
        assert_eq!(
            (&order["looks"][0]["pattern"], &order["looks"][0]["texts"]),
            (&".".into(), &"Run".into())
        );
    }
}
