//! Compose and Bake files are read as Docker reads them. What `docker compose config` and `docker buildx bake --print` say is
//! recorded beside each case by `tests/orchestration/run.sh`, which also holds the recordings to the real programs.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::project::Project;

/// Files of one kind with at least as many cases as there must be.
fn cases(kind: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/orchestration").join(kind);
    let entries = fs::read_dir(folder).expect("the cases are there");
    let paths = entries.map(|entry| entry.expect("an entry can be read").path());
    let mut cases: Vec<_> =
        paths.filter(|path| path.extension().is_some_and(|it| it == "files")).collect();
    cases.sort();
    assert!(cases.len() >= 60, "{} cases of {kind}", cases.len());
    cases
}

/// The files of a case: path and content, the one that is read first.
fn files(text: &str) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        let path = line.strip_prefix("-- ").and_then(|line| line.strip_suffix(" --"));
        match (path, files.last_mut()) {
            (Some(path), _) => files.push((path.to_owned(), String::new())),
            (None, Some((_, content))) => *content += &format!("{line}\n"),
            // a line in front of the first file says nothing
            (None, None) => {}
        }
    }
    files
}

/// A path of the case without `.` and `..`.
fn cleaned(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    let root = if path.starts_with('/') { "/" } else { "" };
    format!("{root}{}", parts.join("/"))
}

fn joined(directory: &str, path: &str) -> String {
    if path.starts_with('/') { cleaned(path) } else { cleaned(&format!("{directory}/{path}")) }
}

fn is_remote(context: &str) -> bool {
    context.contains("://") || context.starts_with("git@")
}

/// A directory that stands for a context.
fn in_one_spelling(context: &mut Value, directory: &str) {
    let text = context.as_str().unwrap_or_default();
    if !text.contains(':') {
        *context = joined(directory, text).into();
    }
}

/// What is compared of a build, of the real reader's field names. `directory` is where paths start.
fn wanted_build(build: &Value, inline: &str, contexts: &str, directory: &str) -> Value {
    let context = build["context"].as_str().unwrap_or(".");
    let mut wanted = Map::new();
    let place = if is_remote(context) { None } else { Some(joined(directory, context)) };
    match (build[inline].as_str(), &place) {
        (Some(text), _) => drop(wanted.insert("inline".into(), text.into())),
        (None, Some(place)) => {
            let name = build["dockerfile"].as_str().unwrap_or("Dockerfile");
            wanted.insert("dockerfile".into(), joined(place, name).into());
        }
        // nobody here reads it
        (None, None) => return Value::Null,
    }
    wanted.insert("context".into(), place.into());
    wanted.insert("target".into(), build["target"].clone());
    for (key, from) in [("args", "args"), ("contexts", contexts)] {
        let all = build[from].as_object().cloned().unwrap_or_default();
        let mut set: Map<_, _> = all.into_iter().filter(|(_, value)| !value.is_null()).collect();
        if key == "contexts" {
            set.values_mut().for_each(|it| in_one_spelling(it, directory));
        }
        wanted.insert(key.into(), set.into());
    }
    wanted.into()
}

/// The same of what minestop read, one for each name.
fn read_builds(read: &Value, directory: &str) -> BTreeMap<String, Value> {
    let mut all = BTreeMap::new();
    for build in read["builds"].as_array().into_iter().flatten() {
        let mut build = build.as_object().expect("a build").clone();
        for key in ["context", "dockerfile"] {
            if let Some(path) = build.get(key).and_then(Value::as_str) {
                let path = joined(directory, path).into();
                build.insert(key.into(), path);
            }
        }
        let contexts = build.get_mut("contexts").and_then(Value::as_object_mut);
        contexts.into_iter().flatten().for_each(|(_, it)| in_one_spelling(it, directory));
        let names = build.remove("names").expect("names");
        for name in names.as_array().expect("names") {
            all.insert(name.as_str().expect("a name").to_owned(), Value::Object(build.clone()));
        }
    }
    all
}

/// `config` writes each `$` twice, so that its output can be read again.
fn without_doubled(value: &Value) -> Value {
    match value {
        Value::String(text) => text.replace("$$", "$").into(),
        Value::Array(items) => items.iter().map(without_doubled).collect(),
        Value::Object(entries) => {
            let entries = entries.iter();
            entries.map(|(key, value)| (key.clone(), without_doubled(value))).collect()
        }
        other => other.clone(),
    }
}

fn compose_difference(said: &Value, read: &Value, directory: &str) -> Vec<String> {
    let said = without_doubled(said);
    let builds = read_builds(read, directory);
    let of_name = |name: &str| {
        let mut containers = read["containers"].as_array().into_iter().flatten();
        containers.find(|container| container["name"] == name).cloned()
    };
    let mut differences = Vec::new();
    let mut differ = |name: &str, what: &str, wanted: &Value, found: &Value| {
        if wanted != found {
            differences.push(format!("{name}: {what}: {wanted} is read as {found}"));
        }
    };
    for (name, service) in said["services"].as_object().expect("services") {
        let read = of_name(name).unwrap_or_default();
        let has_build = !service["build"].is_null();
        if has_build {
            let wanted = wanted_build(
                &service["build"],
                "dockerfile_inline",
                "additional_contexts",
                "/case",
            );
            if !wanted.is_null() {
                differ(name, "build", &wanted, builds.get(name).unwrap_or(&Value::Null));
            }
        } else {
            differ(name, "image", &service["image"], &read["image"]);
            differ(name, "build", &Value::Null, builds.get(name).unwrap_or(&Value::Null));
        }
        for key in ["user", "working_dir"] {
            differ(name, key, &service[key], &read[key]);
        }
        let words = |key: &str| service[key].as_array().cloned().unwrap_or_default();
        let starts = [words("entrypoint"), words("command")].concat();
        let starts = if starts.is_empty() { Value::Null } else { starts.into() };
        differ(name, "what it starts", &starts, &read["starts"]);
        let environment = service["environment"].as_object().cloned().unwrap_or_default();
        let set: Map<_, _> = environment.into_iter().filter(|(_, it)| !it.is_null()).collect();
        differ(name, "environment", &set.into(), &read["environment"]);
    }
    let services = said["services"].as_object().map_or(0, Map::len);
    // what a build fetches is told as a run of the same name
    let names = read["containers"].as_array().into_iter().flatten().map(|it| it["name"].as_str());
    let count = names.collect::<BTreeSet<_>>().len();
    differ("all", "number", &json!(services), &json!(count));
    differences
}

/// `--print` writes what starts an expression twice, so that its output can be read again.
fn without_escapes(value: &Value) -> Value {
    match value {
        Value::String(text) => text.replace("$${", "${").replace("%%{", "%{").into(),
        Value::Array(items) => items.iter().map(without_escapes).collect(),
        Value::Object(entries) => {
            let entries = entries.iter();
            entries.map(|(key, value)| (key.clone(), without_escapes(value))).collect()
        }
        other => other.clone(),
    }
}

fn bake_difference(said: &Value, read: &Value, directory: &str) -> Vec<String> {
    let said = without_escapes(said);
    let builds = read_builds(read, directory);
    let mut differences = Vec::new();
    let targets = said["target"].as_object().expect("targets");
    for (name, target) in targets {
        let wanted = wanted_build(target, "dockerfile-inline", "contexts", directory);
        let found = builds.get(name).cloned().unwrap_or_default();
        if wanted != found && !wanted.is_null() {
            differences.push(format!("{name}: {wanted} is read as {found}"));
        }
    }
    for name in builds.keys().filter(|name| !targets.contains_key(*name)) {
        differences.push(format!("{name}: it is no target"));
    }
    differences
}

/// Reads each case and compares it with what the real reader says of it.
fn compare(kind: &str, difference: fn(&Value, &Value, &str) -> Vec<String>) {
    let mut failed = Vec::new();
    for case in cases(kind) {
        let name = case.file_stem().expect("a name").to_string_lossy().into_owned();
        let files = files(&fs::read_to_string(&case).expect("the case can be read"));
        let (main, _) = files.first().expect("a file").clone();
        let project = Project::new();
        for (path, content) in &files {
            project.write(path, content);
        }
        let run = project.run(&["parse", &main]);
        let read: Value = serde_json::from_str(&run.out).unwrap_or_default();
        let of = |key: &str| read[key].as_array().cloned().unwrap_or_default();
        let (errors, notes) = (of("errors"), of("unfinished"));
        let directory = match main.rsplit_once('/') {
            Some((directory, _)) if kind == "compose" => format!("/case/{directory}"),
            _ if kind == "compose" => "/case".to_owned(),
            _ => String::new(),
        };
        match fs::read_to_string(case.with_extension("json")) {
            Ok(said) => {
                let said: Value = serde_json::from_str(&said).expect("the recording is JSON");
                let mut differences = difference(&said, &read, &directory);
                differences.extend(errors.iter().map(|error| format!("refused: {error}")));
                failed.extend(differences.iter().map(|it| format!("{name}: {it}")));
            }
            Err(_) if errors.is_empty() && notes.is_empty() => {
                failed.push(format!("{name}: must be refused"));
            }
            Err(_) => {}
        }
    }
    assert!(failed.is_empty(), "{} differences:\n{}", failed.len(), failed.join("\n"));
}

#[test]
fn compose_files_are_read_as_compose_reads_them() {
    compare("compose", compose_difference);
}

#[test]
fn bake_files_are_read_as_bake_reads_them() {
    compare("bake", bake_difference);
}
