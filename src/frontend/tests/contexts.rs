//! What the gate finds in a build context is what the linter finds in it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use prost::Message as _;

use super::files::{end, input, source};
use super::gateway::{Gateway, Seen, order_of, result};
use super::rulebooks::rulebook;
use crate::build_context::BuildContext;
use crate::content::Detector;
use crate::dockerfile::BuildOptions;
use crate::engine::{Engine, FileReport};
use crate::finding::Action;
use crate::frontend::protocol::{
    BuildResult, Definition, ExecOp, FileAction, FileActionCopy, FileOp, Meta, Mount, Op, Ref,
    Source, SourceInfo, build_result, file_action, op,
};
use crate::policy::{Decider, Preset};
use crate::scan::protocol::Order;
use crate::scan::remote;
use crate::scan::retention::Retention;
use crate::source::Sources;

/// A Dockerfile and the files of its context.
struct Case {
    text: &'static str,
    files: &'static [(&'static str, &'static str)],
    mines: bool,
}

const RUNS: &str = "#!/bin/sh\nexec \"$1\" -o \"stratum+$2://pool.example.invalid:3333\"\n";

const CASES: &[Case] = &[
    Case {
        text: "FROM base\nCOPY run.sh /run.sh\nRUN /run.sh work tcp\n",
        files: &[("run.sh", RUNS)],
        mines: true,
    },
    // the address comes together in the script only
    Case {
        text: "FROM base\nCOPY run.sh /run.sh\nRUN sh /run.sh tum+tcp://pool.example.invalid:3333\n",
        files: &[("run.sh", "/opt/work -o stra$1\n")],
        mines: true,
    },
    Case {
        text: "FROM base\nCOPY bin/ /opt/\nENTRYPOINT [\"sh\", \"/opt/start.sh\", \"pool.example.invalid:3333\"]\n",
        files: &[("bin/start.sh", "exec /opt/work -o stratum+tcp://$1\n")],
        mines: true,
    },
    Case {
        text: "FROM base\nCOPY *.sh /opt/\nRUN sh /opt/a.sh\n",
        files: &[
            ("a.sh", ". /opt/b.sh\n/opt/work -o $SCHEME://pool.example.invalid:1\n"),
            ("b.sh", "SCHEME=stratum+tcp\n"),
        ],
        mines: true,
    },
    Case {
        text: "FROM base\nENV KIND=ssl\nCOPY a.sh /a.sh\nRUN sh /a.sh\n",
        files: &[("a.sh", "/opt/work -o stratum+$KIND://pool.example.invalid:1\n")],
        mines: true,
    },
    Case {
        text: "FROM base\nCOPY deep /opt/\nRUN sh /opt/er/a.sh tcp\n",
        files: &[("deep/er/a.sh", "/opt/work -o stratum+$1://pool.example.invalid:1\n")],
        mines: true,
    },
    // the same files in builds that mine nothing
    Case {
        text: "FROM base\nCOPY run.sh /run.sh\nRUN /run.sh make all\n",
        files: &[("run.sh", "#!/bin/sh\nexec \"$1\" -o \"$2\"\n")],
        mines: false,
    },
    Case {
        text: "FROM base\nCOPY a.sh /a.sh\nRUN sh /a.sh https\n",
        files: &[("a.sh", "curl -o /x $1://downloads.example.invalid/x\n")],
        mines: false,
    },
    Case {
        text: "FROM base\nCOPY . /src/\nRUN make\n",
        files: &[("Makefile", "all:\n\tcc -o x x.c\n"), ("x.c", "int main(void) { return 0; }\n")],
        mines: false,
    },
    Case {
        text: "FROM base\nCOPY package.json /app/\nRUN npm run build\n",
        files: &[(
            "package.json",
            "{\"scripts\":{\"build\":\"/opt/work -o stratum+tcp://pool.example.invalid:3333\"}}\n",
        )],
        mines: true,
    },
];

/// The graph that the stock frontend makes of such a simple Dockerfile.
fn graph(text: &str) -> BuildResult {
    let (base, context) = (source("docker-image://base"), source("local://context"));
    let mut def = vec![base.clone(), context.clone()];
    let (mut last, mut config) = (base, String::from("{}"));
    for line in text.lines() {
        let (word, rest) = line.split_once(' ').expect("it has an argument");
        let next = match word {
            "COPY" => copied(&last, &context, rest),
            "RUN" => ran(&last, rest),
            "ENTRYPOINT" => {
                config = format!(r#"{{"Entrypoint":{rest}}}"#);
                continue;
            }
            _ => continue,
        };
        def.push(next.clone());
        last = next;
    }
    def.push(end(&last));
    let info = SourceInfo {
        filename: "Dockerfile".to_owned(),
        data: text.as_bytes().to_vec(),
        ..SourceInfo::default()
    };
    let source = Some(Source { infos: vec![info], locations: BTreeMap::new() });
    let definition = Definition { def, source, ..Definition::default() };
    let reference = Ref { id: "built".to_owned(), def: Some(definition) };
    let mut built = result("built");
    built.result = Some(build_result::Result::Ref(reference));
    let config = format!(r#"{{"config":{config}}}"#).into_bytes();
    built.metadata.insert("containerimage.config".to_owned(), config);
    built
}

fn copied(last: &[u8], context: &[u8], words: &str) -> Vec<u8> {
    let (src, dest) = words.split_once(' ').expect("a source and a target");
    let copy = FileActionCopy {
        src: format!("/{}", src.trim_start_matches('.').trim_end_matches('/')),
        dest: dest.to_owned(),
    };
    let action = Some(file_action::Action::Copy(copy));
    let action = FileAction { input: 0, secondary_input: 1, output: 0, action };
    let op = Some(op::Op::File(FileOp { actions: vec![action] }));
    Op { inputs: vec![input(last), input(context)], op, ..Op::default() }.encode_to_vec()
}

fn ran(last: &[u8], command: &str) -> Vec<u8> {
    let args = ["/bin/sh", "-c", command].map(Into::into).to_vec();
    let meta = Some(Meta { args, cwd: "/".into(), ..Meta::default() });
    let mounts = vec![Mount { dest: "/".to_owned(), ..Mount::default() }];
    let op = Some(op::Op::Exec(ExecOp { meta, mounts, ..ExecOp::default() }));
    Op { inputs: vec![input(last)], op, ..Op::default() }.encode_to_vec()
}

/// The gate, whose steps answer with `answers`.
fn gated(case: &Case, answers: Vec<Vec<u8>>) -> Seen {
    let gateway = Gateway {
        built: Some(graph(case.text)),
        observations: Some(Arc::new(Mutex::new(answers))),
        ..Gateway::with(case.text)
    };
    gateway.run(&[])
}

/// What the step of the gate that sees the context answers to its order.
fn observed(order: serde_json::Value, root: &Path) -> Vec<u8> {
    let mut order: Order = serde_json::from_value(order).expect("it is an order");
    for look in &mut order.looks {
        look.root = root.to_owned();
    }
    with_engine(|engine| {
        let detector = Detector::new(engine.intel);
        let run = order.names_run();
        let is_started = |file: &crate::facts::File| run.has(file.name());
        let retention = Retention::new(engine, &is_started);
        let counts = |file: &crate::facts::File| retention.counts(file);
        let answer = remote::carry_out(&order, &run, &detector, &counts, &retention);
        serde_json::to_vec(&answer).expect("it is JSON")
    })
}

fn with_engine<T>(work: impl FnOnce(&Engine<'_>) -> T) -> T {
    let book = rulebook(Preset::Default);
    let decider = Decider::new(&book.policy, book.today);
    let build = BuildOptions::default();
    work(&Engine { intel: &book.intel, decider: &decider, build: &build, bundle: None })
}

fn linted(text: &str, root: &Path) -> FileReport {
    with_engine(|engine| {
        let detector = Detector::new(engine.intel);
        let detector = || &detector;
        let mut context = BuildContext::open(root, Path::new("Dockerfile"), &detector);
        let mut sources = Sources::default();
        let file = sources.add("Dockerfile", text.as_bytes().to_vec());
        engine.judge_build("Dockerfile", sources, file, &mut context, |_| {})
    })
}

#[test]
fn a_context_is_judged_as_the_linter_judges_it() {
    for case in CASES {
        let directory = tempfile::tempdir().expect("a directory can be made");
        for (name, text) in case.files {
            let path = directory.path().join(name);
            fs::create_dir_all(path.parent().expect("it has one")).expect("it can be made");
            fs::write(path, text).expect("it can be written");
        }
        let report = linted(case.text, directory.path());
        let stops = report.decided.iter().filter(|it| it.action == Action::Stop);
        let stops: BTreeSet<&str> = stops.map(|it| it.finding.rule).collect();
        assert_eq!(stops.contains("mining-pool"), case.mines, "lint: {stops:?}: {}", case.text);

        let nothing = || br#"{"looks":[[]]}"#.to_vec();
        let first = gated(case, vec![nothing(), nothing()]);
        let step = first.steps.first().expect("a step ran").definition.as_ref();
        let answer = observed(order_of(step.expect("it is a graph")), directory.path());
        let seen = gated(case, vec![answer, nothing()]);
        if stops.is_empty() {
            assert_eq!(seen.result(), graph(case.text));
            continue;
        }
        let message = seen.error().message;
        let told = message.split("STOP[").skip(1).filter_map(|it| it.split(']').next());
        assert_eq!(told.collect::<BTreeSet<&str>>(), stops, "{}: {message}", case.text);
        assert_eq!(seen.steps.len(), 1, "a step of the build ran: {}", case.text);
    }
}
