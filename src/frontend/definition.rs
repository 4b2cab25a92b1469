//! Graphs of one source, made as the stock frontend makes them: BuildKit then shares the step, and a context that
//! can be read once only stays readable.

use std::collections::BTreeMap;

use prost::Message;
use sha2::{Digest, Sha256};

use super::protocol::{Definition, Input, Op, OpMetadata, SourceOp, WorkerConstraints, op};
use super::request::Request;
use crate::image_ref::Reference;
use crate::intel::to_hex;

/// `sha256:…` of an operation as it stands in a graph.
pub(super) fn digest(bytes: &[u8]) -> String {
    format!("sha256:{}", to_hex(&Sha256::digest(bytes)))
}

/// The directory of the client that holds the Dockerfile; `local` is the name that the client knows it by.
pub(super) fn local(request: &Request, local: &str) -> Definition {
    let name = request.filename();
    let title = format!("[internal] load build definition from {name}");
    of_local(request, local, follow_paths(name), title)
}

/// One file of the directory of the client that holds a policy.
pub(super) fn policy(request: &Request, local: &str, file: &str) -> Definition {
    let paths = serde_json::Value::from(vec![file]).to_string();
    of_local(request, local, paths, format!("[minestop] load {file} from {local}"))
}

fn of_local(request: &Request, local: &str, paths: String, title: String) -> Definition {
    let attributes = [
        ("local.differ", "none".to_owned()),
        ("local.followpaths", paths),
        ("local.session", request.session_of(local).to_owned()),
        ("local.sharedkeyhint", local.to_owned()),
    ];
    let attrs: BTreeMap<String, String> =
        attributes.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    let source = SourceOp { identifier: format!("local://{local}"), attrs };
    of_source(source, title)
}

/// The file, its ignore file, and the other spelling that BuildKit falls back to.
fn follow_paths(name: &str) -> String {
    let mut paths = vec![name.to_owned(), format!("{name}.dockerignore")];
    paths.extend(other_spelling(name));
    serde_json::Value::from(paths).to_string()
}

/// `dockerfile` beside `Dockerfile`.
pub(super) fn other_spelling(name: &str) -> Option<String> {
    match name.strip_suffix("Dockerfile")? {
        "" => Some("dockerfile".to_owned()),
        folder if folder.ends_with('/') => Some(format!("{folder}dockerfile")),
        _ => None,
    }
}

/// The end of a graph, which names its result.
pub(super) fn terminal(result: Input) -> Vec<u8> {
    Op { inputs: vec![result], ..Op::default() }.encode_to_vec()
}

/// An image as the only thing of a graph.
pub(super) fn image(name: &str) -> Definition {
    let source = SourceOp { identifier: format!("docker-image://{name}"), attrs: BTreeMap::new() };
    of_source(source, format!("[internal] load {name}"))
}

/// The same for a name as people write it; `None` if it is no name of an image.
pub(super) fn named_image(name: &str) -> Option<Definition> {
    Some(image(&Reference::named(name).ok()?.spelled()))
}

fn of_source(source: SourceOp, title: String) -> Definition {
    let op = Op {
        op: Some(op::Op::Source(source)),
        constraints: Some(WorkerConstraints::default()),
        ..Op::default()
    };
    let source = op.encode_to_vec();
    let first = digest(&source);
    let last = terminal(Input { digest: first.clone(), index: 0 });
    let description = BTreeMap::from([("llb.customname".to_owned(), title.into_bytes())]);
    let metadata = OpMetadata { description, ..OpMetadata::default() };
    let metadata = BTreeMap::from([(first, metadata), (digest(&last), OpMetadata::default())]);
    Definition { def: vec![source, last], metadata, source: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_client_is_asked_for_is_the_file_and_what_goes_with_it() {
        for (name, paths) in [
            ("Dockerfile", r#"["Dockerfile","Dockerfile.dockerignore","dockerfile"]"#),
            ("a/Dockerfile", r#"["a/Dockerfile","a/Dockerfile.dockerignore","a/dockerfile"]"#),
            ("My.Dockerfile", r#"["My.Dockerfile","My.Dockerfile.dockerignore"]"#),
            ("build", r#"["build","build.dockerignore"]"#),
        ] {
            assert_eq!(follow_paths(name), paths);
        }
    }
}
