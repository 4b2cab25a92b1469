//! BuildKit's graph (LLB) → steps that the facts know, each with the lines of the Dockerfile that it comes from.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use prost::Message as _;

use super::definition::digest;
use super::inherited::{Brought, What};
use super::protocol::{Definition, ExecOp, FileOp, Input, Location, Op, Source, file_action, op};
use crate::dockerfile::{Keyword, MountKind};
use crate::facts::graph::{Run, Step, StepKind};
use crate::facts::image_config::pairs;
use crate::source::{FileId, Sources, Span};

/// Numbers of the protocol.
const HOST_NETWORK: i32 = 1;
const INSECURE: i32 = 1;

/// Why a graph cannot be judged.
#[derive(Debug, thiserror::Error)]
#[error("the graph of this build cannot be read: {0}")]
pub(super) struct Malformed(#[from] prost::DecodeError);

/// A graph with its places.
struct Graph<'a> {
    ops: Vec<Op>,
    /// Digest → number in `ops`.
    numbers: HashMap<String, usize>,
    /// Of each of `ops`.
    spans: Vec<Option<Span>>,
    /// Of each of `ops` whether BuildKit itself says where it stands.
    placed: Vec<bool>,
    /// Of each of `ops` the number of the source that its root file system starts from.
    roots: Vec<usize>,
    /// Where what has no place is said to stand.
    fallback: Span,
    sources: &'a Sources,
    files: &'a [FileId],
}

/// Something that a step takes from a source: the build context, another one, a download, a repository.
#[derive(Clone, Debug)]
pub(super) struct Taken {
    /// The source, as the graph names it.
    pub(super) input: Input,
    /// A path in it, with the wildcards of COPY.
    pub(super) pattern: String,
    /// Where it goes; empty for a mount.
    pub(super) target: String,
    /// COPY for every step that copies, RUN for a mount, FROM for what is a base.
    pub(super) keyword: Keyword,
    /// The lines of the step.
    pub(super) span: Span,
    /// The source is the build context, not a named one nor a download.
    pub(super) is_context: bool,
}

/// What the steps of a graph take from its sources; images are none. The parameters are those of [`steps`].
pub(super) fn taken(
    definition: &Definition,
    sources: &Sources,
    files: &[FileId],
    contexts: &BTreeMap<String, Span>,
) -> Result<Vec<Taken>, Malformed> {
    let graph = read(definition, sources, files, contexts)?;
    let numbered = graph.ops.iter().enumerate();
    Ok(numbered.flat_map(|(number, op)| graph.taken_by(number, op)).collect())
}

/// The steps of a graph, in their order, and what of them comes from base images.
#[derive(Debug, Default)]
pub(super) struct Steps {
    pub(super) steps: Vec<Step>,
    pub(super) brought: Vec<Brought>,
}

/// The steps of a graph. `files` are the files of its source entries, in their order; `contexts` says where the text
/// uses a named context, `set` which variables it sets: all others are those of a base image.
pub(super) fn steps(
    definition: &Definition,
    sources: &Sources,
    files: &[FileId],
    contexts: &BTreeMap<String, Span>,
    set: &BTreeSet<String>,
) -> Result<Steps, Malformed> {
    Ok(read(definition, sources, files, contexts)?.steps(set))
}

fn read<'a>(
    definition: &Definition,
    sources: &'a Sources,
    files: &'a [FileId],
    contexts: &BTreeMap<String, Span>,
) -> Result<Graph<'a>, Malformed> {
    let mut graph = Graph {
        ops: Vec::with_capacity(definition.def.len()),
        numbers: HashMap::with_capacity(definition.def.len()),
        spans: Vec::with_capacity(definition.def.len()),
        placed: Vec::with_capacity(definition.def.len()),
        roots: Vec::with_capacity(definition.def.len()),
        fallback: Span::new(files.first().copied().unwrap_or_default(), 0, 0),
        sources,
        files,
    };
    for bytes in &definition.def {
        let digest = digest(bytes);
        let span = graph.span_of(definition.source.as_ref(), &digest);
        let context = || contexts.get(context_of(definition, &digest)?).copied();
        graph.placed.push(span.is_some());
        graph.spans.push(span.or_else(context));
        let (number, op) = (graph.ops.len(), Op::decode(bytes.as_slice())?);
        let base = op.inputs.first().and_then(|input| graph.numbers.get(&input.digest));
        let root = base.and_then(|base| graph.roots.get(*base)).copied();
        graph.roots.push(root.unwrap_or(number));
        graph.numbers.insert(digest, number);
        graph.ops.push(op);
    }
    graph.hand_places_down();
    Ok(graph)
}

/// The named context that a step loads; BuildKit gives it no place, only a title: `[context NAME] …`.
fn context_of<'d>(definition: &'d Definition, digest: &str) -> Option<&'d str> {
    let title = definition.metadata.get(digest)?.description.get("llb.customname")?;
    str::from_utf8(title).ok()?.strip_prefix("[context ")?.split(']').next()
}

impl Graph<'_> {
    fn span_of(&self, source: Option<&Source>, digest: &str) -> Option<Span> {
        let locations = &source?.locations.get(digest)?.locations;
        locations.iter().find_map(|location| self.lines(location))
    }

    /// All lines of a location, from the first to the last.
    fn lines(&self, location: &Location) -> Option<Span> {
        let file = *self.files.get(usize::try_from(location.source_index).ok()?)?;
        let lines = self.sources.get(file)?.lines();
        let ranges = location.ranges.iter();
        let ends = ranges.filter_map(|range| Some((range.start?.line, range.end?.line)));
        let (first, last) = ends.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))?;
        let line = |number: i32| lines.range(usize::try_from(number).ok()?.checked_sub(1)?);
        let (first, last) = (line(first)?, line(last.max(first))?);
        let ends = self.sources.bytes(file).get(last.clone()).is_some_and(|it| it.ends_with(b"\n"));
        Some(Span::new(file, first.start, last.end - usize::from(ends)))
    }

    /// A step without a place stands where the step that uses it stands: what ADD fetches, what COPY writes first.
    fn hand_places_down(&mut self) {
        for number in (0..self.ops.len()).rev() {
            let Some(span) = self.spans.get(number).copied().flatten() else { continue };
            let inputs = self.ops.get(number).map(|op| op.inputs.as_slice()).unwrap_or_default();
            let before = inputs.iter().filter_map(|input| self.numbers.get(&input.digest));
            for input in before.filter(|input| **input < number) {
                if let Some(place) = self.spans.get_mut(*input) {
                    place.get_or_insert(span);
                }
            }
        }
    }

    fn steps(&self, set: &BTreeSet<String>) -> Steps {
        let mut out = Steps::default();
        let mut bases = HashSet::new();
        for (number, op) in self.ops.iter().enumerate() {
            let trigger = self.trigger_place(number, op);
            let span = trigger.or(self.place(number)).unwrap_or(self.fallback);
            if let Some(op::Op::Exec(exec)) = &op.op {
                if trigger.is_some() {
                    out.brought.push(Brought { span, what: What::Trigger(command(exec)) });
                }
                if let Some((span, env)) = self.inherited(number, exec, set, &mut bases) {
                    let variables = env.iter().cloned();
                    let variables = variables.map(|(name, value)| What::Variable(name, value));
                    out.brought.extend(variables.map(|what| Brought { span, what }));
                    out.steps.push(Step { span, kind: StepKind::Inherited(env) });
                }
            }
            let kinds = self.kinds(number, op).into_iter();
            out.steps.extend(kinds.map(|kind| Step { span, kind }));
        }
        out
    }

    fn place(&self, number: usize) -> Option<Span> {
        self.spans.get(number).copied().flatten()
    }

    /// What an operation does.
    fn kinds(&self, number: usize, op: &Op) -> Vec<StepKind> {
        match &op.op {
            Some(op::Op::Source(source)) => {
                source_step(&source.identifier, &source.attrs).into_iter().collect()
            }
            Some(op::Op::Exec(exec)) => {
                let files = self.mounted_files(exec, &op.inputs);
                let mut kinds: Vec<StepKind> = files
                    .flat_map(|(path, file)| written(&path, file).collect::<Vec<_>>())
                    .collect();
                kinds.push(StepKind::Run(run(exec)));
                kinds
            }
            Some(op::Op::File(file)) => written("", file).collect(),
            Some(op::Op::Merge(_) | op::Op::Diff(_)) => Vec::new(),
            None if number + 1 == self.ops.len() => Vec::new(),
            Some(op::Op::Build(_)) | None => {
                vec![StepKind::Unknown(
                    "the build has a step that minestop does not know".to_owned(),
                )]
            }
        }
    }

    /// The FROM of the image whose trigger a command is: it has the lines of the FROM, where a named context has a word.
    /// BuildKit of Docker 26 counts those of the trigger's own text, which start with the file, where no RUN can stand.
    fn trigger_place(&self, number: usize, op: &Op) -> Option<Span> {
        let root = *self.roots.get(number)?;
        let from = self.place(root).filter(|_| root != number)?;
        let is_placed = self.placed.get(number).copied().unwrap_or_default();
        let own = self.place(number).filter(|_| is_placed);
        let is_command = matches!(op.op, Some(op::Op::Exec(_)));
        let is_trigger = own.is_none_or(|own| own.start == 0 || around(own, from));
        (is_command && is_trigger).then_some(from)
    }

    /// What the first command on a base shows of the variables that the base brings.
    fn inherited(
        &self,
        number: usize,
        exec: &ExecOp,
        set: &BTreeSet<String>,
        bases: &mut HashSet<usize>,
    ) -> Option<(Span, Vec<(String, String)>)> {
        let root = *self.roots.get(number)?;
        let span = self.place(root)?;
        if !bases.insert(root) {
            return None;
        }
        let mut env = pairs(words(&exec.meta.as_ref()?.env));
        env.retain(|(name, _)| !set.contains(name));
        Some((span, env))
    }

    /// What one operation takes from sources.
    fn taken_by(&self, number: usize, op: &Op) -> Vec<Taken> {
        let span = self.place(number).unwrap_or(self.fallback);
        let take = |input: i64, pattern: &str, target: &str, keyword| {
            let input = op.inputs.get(usize::try_from(input).ok()?)?;
            let source = self.ops.get(*self.numbers.get(&input.digest)?)?;
            let (input, pattern) = (input.clone(), pattern.to_owned());
            let target = target.to_owned();
            let is_context = is_main_context(source);
            has_files(source).then_some(Taken { input, pattern, target, keyword, span, is_context })
        };
        // a context instead of an image: all of it, before the step
        let base = |input: i64| {
            let taken = take(input, ".", "", Keyword::From)?;
            let number = *self.numbers.get(&taken.input.digest)?;
            Some(Taken { span: self.place(number).unwrap_or(span), ..taken })
        };
        match &op.op {
            Some(op::Op::File(file)) => {
                let copies = file.actions.iter().filter_map(|action| match &action.action {
                    Some(file_action::Action::Copy(copy)) => Some((action.secondary_input, copy)),
                    _ => None,
                });
                let bases = file.actions.iter().filter_map(|action| base(action.input));
                let copies = copies
                    .filter_map(|(input, copy)| take(input, &copy.src, &copy.dest, Keyword::Copy));
                bases.chain(copies).collect()
            }
            Some(op::Op::Exec(exec)) => {
                let binds = exec.mounts.iter().filter(|it| it.mount_type == 0);
                let mounted = binds.filter_map(|it| match it.dest.as_str() {
                    "/" => base(it.input),
                    _ => take(it.input, &it.selector, "", Keyword::Run),
                });
                mounted.collect()
            }
            _ => Vec::new(),
        }
    }

    /// The files that the graph itself writes and a command sees through a mount: a here-document that is a script.
    fn mounted_files<'g>(
        &'g self,
        exec: &'g ExecOp,
        inputs: &'g [Input],
    ) -> impl Iterator<Item = (String, &'g FileOp)> {
        exec.mounts.iter().filter(|mount| mount.dest != "/").filter_map(move |mount| {
            let input = inputs.get(usize::try_from(mount.input).ok()?)?;
            match &self.ops.get(*self.numbers.get(&input.digest)?)?.op {
                Some(op::Op::File(file)) => Some((mount.dest.clone(), file)),
                _ => None,
            }
        })
    }
}

/// True if a place is a part of another one.
fn around(outer: Span, inner: Span) -> bool {
    outer.file == inner.file && outer.to(inner) == outer
}

/// True for the directory of the client that is the build context, as the stock frontend names it.
fn is_main_context(op: &Op) -> bool {
    matches!(&op.op, Some(op::Op::Source(source)) if source.identifier == "local://context")
}

/// True for a source whose files come from outside, other than an image.
fn has_files(op: &Op) -> bool {
    let Some(op::Op::Source(source)) = &op.op else { return false };
    let images = ["docker-image://", "oci-layout://"];
    !images.iter().any(|scheme| source.identifier.starts_with(scheme))
}

/// What a source brings; `None` for directories of the client.
fn source_step(identifier: &str, attributes: &BTreeMap<String, String>) -> Option<StepKind> {
    let (scheme, rest) = identifier.split_once("://")?;
    Some(match scheme {
        "local" => return None,
        "docker-image" => StepKind::Image(rest.to_owned()),
        "oci-layout" => StepKind::Image(identifier.to_owned()),
        "git" => {
            let full = attributes.get("git.fullurl").filter(|url| url.contains("://"));
            StepKind::Fetch(full.map_or_else(|| identifier.to_owned(), Clone::clone))
        }
        "http" | "https" => StepKind::Fetch(identifier.to_owned()),
        _ => StepKind::Unknown(format!("the build has a source of an unknown kind, `{scheme}`")),
    })
}

/// The files whose content an operation has.
fn written<'f>(folder: &'f str, file: &'f FileOp) -> impl Iterator<Item = StepKind> + 'f {
    file.actions.iter().filter_map(move |action| match &action.action {
        Some(file_action::Action::Mkfile(made)) => Some(StepKind::File {
            path: format!("{}{}", folder.trim_end_matches('/'), made.path),
            content: text(&made.data),
        }),
        _ => None,
    })
}

/// A command as people write it: what a shell is given, or all words.
fn command(exec: &ExecOp) -> String {
    let words = words(exec.meta.as_ref().map(|meta| meta.args.as_slice()).unwrap_or_default());
    match words.as_slice() {
        [_, flag, text] if flag == "-c" => text.clone(),
        _ => words.join(" "),
    }
}

/// Words of a Dockerfile as text.
fn words(words: &[Vec<u8>]) -> Vec<String> {
    words.iter().map(|word| text(word)).collect()
}

/// A Dockerfile may have bytes that are no text.
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn run(exec: &ExecOp) -> Run {
    let meta = exec.meta.clone().unwrap_or_default();
    let mounts = exec.mounts.iter().filter(|mount| mount.dest != "/");
    let mount = |mount: &super::protocol::Mount| {
        let kind = MountKind::of_graph(mount.mount_type)?;
        // where BuildKit itself puts here-documents
        (mount.dest != "/dev/pipes/").then(|| (kind, mount.dest.clone()))
    };
    Run {
        argv: words(&meta.args),
        env: pairs(words(&meta.env)),
        user: text(&meta.user),
        cwd: text(&meta.cwd),
        host_network: exec.network == HOST_NETWORK,
        insecure: exec.security == INSECURE,
        mounts: mounts.filter_map(mount).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frontend::protocol::Meta;

    #[test]
    fn a_command_reads_as_it_is_written() {
        for (args, written) in [
            (&["/bin/sh", "-c", "make all"][..], "make all"),
            (&["/usr/bin/env", "-i", "make"], "/usr/bin/env -i make"),
            (&["make"], "make"),
            (&[], ""),
        ] {
            let args = args.iter().map(|it| (*it).into()).collect();
            let meta = Some(Meta { args, ..Meta::default() });
            assert_eq!(command(&ExecOp { meta, ..ExecOp::default() }), written);
        }
    }
}
