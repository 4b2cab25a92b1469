//! The tree as JSON, one object a file, in the shape in which readings of different parsers are compared.

use std::borrow::Cow;

use serde::Serialize;

use crate::dockerfile::expansion::go;
use crate::dockerfile::syntax::directive::Directive;
use crate::dockerfile::syntax::instruction::{Heredoc, Instruction, Phase};
use crate::dockerfile::syntax::stage::Stage;
use crate::dockerfile::syntax::tree::Dockerfile;
use crate::dockerfile::syntax::validate::NO_STAGE;
use crate::source::Text;

#[derive(Serialize)]
struct Tree<'t> {
    path: &'t str,
    ok: bool,
    parse_ok: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    phase: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    err_line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    escape: Option<char>,
    #[serde(skip_serializing_if = "Option::is_none")]
    syntax: Option<&'t str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    directives: Vec<DirectiveJson<'t>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    insts: Option<Vec<Inst<'t>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stages: Option<Vec<StageJson<'t>>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    meta_args: Vec<Cow<'t, str>>,
}

#[derive(Serialize)]
struct DirectiveJson<'t> {
    name: &'static str,
    value: &'t str,
    line: u32,
}

#[derive(Serialize)]
struct Inst<'t> {
    cmd: String,
    flags: Vec<&'t str>,
    args: Vec<&'t str>,
    json: bool,
    start: u32,
    end: u32,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    heredocs: Vec<HeredocJson<'t>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    comments: Vec<&'t str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sub: Option<Box<Inst<'t>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    err: Option<&'t str>,
}

#[derive(Serialize)]
struct HeredocJson<'t> {
    name: &'t str,
    fd: u64,
    expand: bool,
    chomp: bool,
    content: &'t str,
}

#[derive(Serialize)]
struct StageJson<'t> {
    name: String,
    base: &'t str,
    #[serde(skip_serializing_if = "Option::is_none")]
    platform: Option<&'t str>,
    start: u32,
    end: u32,
    n: usize,
}

/// The tree of `file` as something that can be written as JSON. `insts` is left out where the tree could
/// not be built, `stages` where an instruction is refused.
pub(crate) fn tree_json<'t>(path: &'t str, file: &'t Dockerfile) -> impl Serialize + 't {
    let error = file.first_error();
    let (ok, parse_ok) = (file.ok(), file.parse_ok());
    // The search for directives, unlike the parser, takes no blanks before `#`.
    let directives = file.directives.iter().take_while(|directive| !directive.indented);
    Tree {
        path,
        ok,
        parse_ok,
        phase: error.map(|error| match error.phase {
            Phase::Parse => "parse",
            Phase::Instructions | Phase::Build => "instructions",
        }),
        error: error.map(|error| match error.phase {
            Phase::Instructions if error.message != NO_STAGE => {
                format!("dockerfile parse error on line {}: {}", error.line, error.message)
            }
            _ => error.message.clone(),
        }),
        err_line: error.map(|error| error.line).filter(|&line| line > 0),
        escape: parse_ok.then_some(file.escape),
        syntax: file.syntax.as_ref().map(|syntax| syntax.image.as_str()),
        directives: directives.map(directive).collect(),
        insts: parse_ok.then(|| file.instructions.iter().map(inst).collect()),
        stages: ok.then(|| file.stages.iter().map(stage).collect()),
        meta_args: match ok {
            true => file.global_args().flat_map(|arg| arg.args.iter().map(assignment)).collect(),
            false => Vec::new(),
        },
    }
}

fn strings(texts: &[Text]) -> Vec<&str> {
    texts.iter().map(Text::as_str).collect()
}

/// `name=value`; `name=` without a value.
fn assignment(arg: &Text) -> Cow<'_, str> {
    match arg.contains('=') {
        true => Cow::Borrowed(arg.as_str()),
        false => Cow::Owned(format!("{}=", arg.as_str())),
    }
}

fn directive(directive: &Directive) -> DirectiveJson<'_> {
    let Directive { name, value, line, .. } = directive;
    DirectiveJson { name: name.word(), value, line: *line }
}

fn inst(found: &Instruction) -> Inst<'_> {
    let mut sub = found.trigger.as_deref().map(|trigger| Box::new(inst(trigger)));
    let heredocs = match &mut sub {
        Some(sub) => std::mem::take(&mut sub.heredocs),
        None => found.heredocs.iter().map(heredoc).collect(),
    };
    Inst {
        cmd: go::to_upper(&found.word),
        flags: strings(&found.flags),
        args: strings(&found.args),
        json: found.json,
        start: found.start_line,
        end: found.end_line,
        heredocs,
        comments: strings(&found.comments),
        sub,
        err: found
            .error
            .as_ref()
            .map(|error| error.message.as_str())
            .filter(|err| *err != NO_STAGE),
    }
}

fn heredoc(heredoc: &Heredoc) -> HeredocJson<'_> {
    let Heredoc { name, fd, expand, chomp, content } = heredoc;
    HeredocJson { name, fd: *fd, expand: *expand, chomp: *chomp, content }
}

fn stage(stage: &Stage) -> StageJson<'_> {
    StageJson {
        name: stage.key().unwrap_or_default(),
        base: &stage.base,
        platform: stage.platform.as_deref(),
        start: stage.start_line,
        end: stage.end_line,
        n: stage.body.len(),
    }
}
