//! What commands of the build have made: the look at it is one of exactly these bytes.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use crate::frontend::Rulebook;
use crate::frontend::protocol::{
    BuildResult, Definition, ExecOp, MergeOp, Meta, Mount, Op, OpMetadata, Ref, SolveRequest,
    Source, SourceInfo, build_result, op,
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

/// The look at a build, and what was asked for besides.
fn look_at(gateway: &Gateway) -> (Vec<Op>, Vec<SolveRequest>) {
    let seen = gateway.run(&[]);
    let [look] = seen.steps.as_slice() else { panic!("{:?}", seen.steps) };
    (ops(look), seen.files)
}

fn with_command() -> Gateway {
    Gateway { built: Some(made("docker-image://base", true)), ..Gateway::with(MADE) }
}

fn ops(request: &SolveRequest) -> Vec<Op> {
    let steps = request.definition.iter().flat_map(|it| &it.def);
    steps.map(|bytes| Op::decode(bytes.as_slice()).expect("it is a step")).collect()
}

fn only(ops: &[Op], wanted: fn(&op::Op) -> bool) -> Op {
    let mut found = ops.iter().filter(|op| op.op.as_ref().is_some_and(wanted));
    let only = found.next().expect("there is one").clone();
    assert_eq!(found.next(), None);
    only
}

fn is_merge(op: &op::Op) -> bool {
    matches!(op, op::Op::Merge(_))
}

fn is_reading(op: &op::Op) -> bool {
    matches!(op, op::Op::Build(_))
}

/// The command that looks; the commands of a build have no variables of minestop, nor its program.
fn is_looking(op: &op::Op) -> bool {
    let meta = match op {
        op::Op::Exec(exec) => exec.meta.as_ref(),
        _ => None,
    };
    meta.and_then(|it| it.args.first()).is_some_and(|it| it == b"/minestop")
}

/// The mount by which the look sees the result, and the step that it comes from.
fn seen_through(look: &[Op]) -> (Mount, String) {
    let observe = only(look, is_looking);
    let Some(op::Op::Exec(exec)) = &observe.op else { panic!("{observe:?}") };
    let mount = exec.mounts.iter().find(|it| it.dest == "/in0").expect("it is mounted");
    let seen = &observe.inputs[usize::try_from(mount.input).expect("it is a number")];
    (mount.clone(), seen.digest.clone())
}

fn graph_of(result: BuildResult) -> Definition {
    let Some(build_result::Result::Ref(built)) = result.result else {
        panic!("it has one platform")
    };
    built.def.expect("it has a graph")
}

#[test]
fn what_a_build_has_made_is_known_by_its_content_alone() {
    for has_command in [true, false] {
        let built = made("docker-image://base", has_command);
        let (look, files) = look_at(&Gateway { built: Some(built.clone()), ..with_command() });
        let merge = only(&look, is_merge);
        // what is mounted is the merge of the very result, and nothing is written for it
        let (mount, seen) = seen_through(&look);
        assert_eq!(seen, digest(&merge.encode_to_vec()));
        assert_eq!((mount.content_cache, mount.readonly, files.len()), (0, true, 0));
        let graph = graph_of(built);
        let result = &graph.def[graph.def.len() - 2];
        assert_eq!(merge.inputs, [input(result)]);
        // BuildKit wants as many numbers as there are inputs
        let Some(op::Op::Merge(MergeOp { inputs })) = &merge.op else { panic!("{merge:?}") };
        assert_eq!(inputs.len(), 1);
    }
}

#[test]
fn without_a_merge_it_is_taken_from_a_graph_in_a_file() {
    let (look, ahead) = look_at(&Gateway { knows_no_merge: true, ..with_command() });
    let [ahead] = ahead.as_slice() else { panic!("{ahead:?}") };
    let (file, reading) = (&ops(ahead)[0], only(&look, is_reading));
    let (mount, seen) = seen_through(&look);
    assert_eq!(seen, digest(&reading.encode_to_vec()));
    assert_eq!((mount.content_cache, mount.readonly), (0, true));
    assert_eq!(reading.inputs, [input(&file.encode_to_vec())]);
    // nothing else of the build is in this graph
    assert_eq!(look.iter().filter(|op| matches!(op.op, Some(op::Op::Exec(_)))).count(), 1);
    let Some(op::Op::Build(step)) = &reading.op else { panic!("{reading:?}") };
    let name = format!("/{}", step.attrs["llbbuild.filename"]);
    let files = written_by(file);
    let (_, graph) = files.iter().find(|(path, _)| *path == name).expect("it is there");
    let graph = Definition::decode(graph.as_slice()).expect("it is a graph");
    assert_eq!(graph.def, graph_of(made("docker-image://base", true)).def);
}

/// BuildKit would put it together once more, and read all of it again.
#[test]
fn a_result_that_is_a_merge_is_taken_from_a_file_as_well() {
    let base = source("docker-image://base");
    let merge = op::Op::Merge(MergeOp::default());
    let inputs = vec![input(&base), input(&base)];
    let merge = Op { inputs, op: Some(merge), ..Op::default() }.encode_to_vec();
    let mut built = made("docker-image://base", false);
    let Some(build_result::Result::Ref(reference)) = &mut built.result else { panic!("{built:?}") };
    let graph = reference.def.as_mut().expect("it has a graph");
    graph.def = vec![base, merge.clone(), end(&merge)];
    let (look, _) = look_at(&Gateway { built: Some(built), ..Gateway::with("FROM base\n") });
    only(&look, is_reading);
    assert!(!look.iter().any(|op| op.op.as_ref().is_some_and(is_merge)));
}

/// Two builds that are the same see their result through steps that are not.
fn assert_new_each_time(gateway: &Gateway, again: fn(&op::Op) -> bool) {
    let look = || look_at(&Gateway { seen: Arc::default(), ..gateway.clone() }).0;
    let (first, second) = (look(), look());
    assert_ne!(only(&first, again), only(&second, again));
    // the step itself is the same: BuildKit keeps its answer by what it sees
    assert_eq!(only(&first, is_looking).op, only(&second, is_looking).op);
}

#[test]
fn no_cache_has_an_answer_for_what_a_build_has_made_this_time() {
    assert_new_each_time(&with_command(), is_merge);
    assert_new_each_time(&Gateway { knows_no_merge: true, ..with_command() }, is_reading);
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
    let gateway = Gateway { built: Some(built), ..Gateway::with(MADE) };
    let merged = gateway.run(&[]).steps[0].definition.clone().expect("it is a graph");
    // without it the command would be another step, and a name without a value ends an engine
    assert_eq!(merged.metadata.get(&command), Some(&uncached));
    assert_eq!(wire::fault(&merged), None);
    let seen = Gateway { knows_no_merge: true, ..gateway.clone() }.run(&[]);
    let file = seen.files.last().expect("a file is written");
    let files = written_by(&ops(file)[0]);
    let read = Definition::decode(files[0].1.as_slice()).expect("it is a graph");
    assert_eq!(read.metadata, BTreeMap::from([(command, uncached)]));
    assert_eq!(wire::fault(&read), None);
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
    assert_eq!(variables(rulebook(Preset::Default)), [b"TMPDIR=/out".to_vec()]);
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
