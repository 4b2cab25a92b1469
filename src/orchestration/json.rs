//! What is read of a file, as JSON: for people who compare it with what the real reader makes of it.

use serde_json::{Map, Value, json};

use super::assembly::Assembly;
use super::build::{Build, Instructions};
use super::reading::Reading;
use crate::dockerfile::{ImageSource, Keyword};
use crate::source::{Text, UNKNOWN};

/// Containers, builds, and what could not be read. What is not known is left out of a text.
pub(crate) fn reading_json(name: &str, reading: &Reading) -> Value {
    let refused = reading.unreadable.iter().map(|it| it.message.as_str());
    let cut = reading.unfinished.iter().map(|it| it.reason);
    json!({
        "file": name,
        "containers": containers(&reading.assembly),
        "builds": reading.builds.iter().map(build).collect::<Vec<_>>(),
        "errors": refused.collect::<Vec<_>>(),
        "unfinished": cut.collect::<Vec<_>>(),
    })
}

fn known(text: &str) -> String {
    text.replace(UNKNOWN, "")
}

fn words(words: &[Text]) -> Value {
    words.iter().map(|word| known(word)).collect::<Vec<_>>().into()
}

fn containers(assembly: &Assembly) -> Vec<Value> {
    let mut all: Vec<Map<String, Value>> = Vec::new();
    let steps = assembly.tree.instructions.iter().zip(&assembly.resolved.steps);
    for (instruction, step) in steps {
        let args = &instruction.args;
        if instruction.keyword == Keyword::From {
            let mut container = Map::new();
            let name = assembly.names.get(all.len()).map(|name| name.as_str());
            container.insert("name".to_owned(), name.into());
            if let Some(ImageSource::Image(image)) = &step.from {
                container.insert("image".to_owned(), known(image).into());
            }
            container.insert("environment".to_owned(), Map::new().into());
            all.push(container);
            continue;
        }
        let Some(container) = all.last_mut() else { continue };
        if instruction.keyword == Keyword::Run {
            let runs = container.entry("runs").or_insert_with(|| Value::Array(Vec::new()));
            runs.as_array_mut().into_iter().for_each(|all| all.push(words(args)));
            continue;
        }
        let said = match instruction.keyword {
            Keyword::Env => {
                let variables = container.get_mut("environment").and_then(Value::as_object_mut);
                if let (Some(variables), [name, value, ..]) = (variables, &args[..]) {
                    variables.insert(known(name), known(value).into());
                }
                continue;
            }
            Keyword::Workdir => ("working_dir", args.first().map(|it| known(it)).into()),
            Keyword::User => ("user", args.first().map(|it| known(it)).into()),
            Keyword::Entrypoint | Keyword::Cmd => ("starts", words(args)),
            _ => continue,
        };
        container.insert(said.0.to_owned(), said.1);
    }
    all.into_iter().map(Value::Object).collect()
}

fn build(build: &Build) -> Value {
    let mut all = Map::new();
    all.insert("names".to_owned(), build.names.iter().map(|it| it.as_str()).collect());
    all.insert("context".to_owned(), build.context.as_deref().into());
    match &build.instructions {
        Instructions::Inline(text) => all.insert("inline".to_owned(), known(text).into()),
        Instructions::File(path) => all.insert("dockerfile".to_owned(), path.as_str().into()),
    };
    all.insert("target".to_owned(), build.options.target.as_deref().into());
    let pairs = |(name, value): (&str, &Text)| (name.to_owned(), Value::from(known(value)));
    let args = build.options.build_args.iter().map(|(name, value)| pairs((name, value)));
    all.insert("args".to_owned(), Value::Object(args.collect()));
    let contexts = build.contexts.iter().map(|(name, value)| pairs((name, value)));
    all.insert("contexts".to_owned(), Value::Object(contexts.collect()));
    Value::Object(all)
}
