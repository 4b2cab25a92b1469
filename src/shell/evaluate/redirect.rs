//! Redirections: where input comes from, and which files get a known content.

use std::rc::Rc;

use crate::shell::evaluate::context::Unit;
use crate::shell::evaluate::vars::Value;
use crate::shell::evaluate::walker::Walker;
use crate::shell::programs::files::descriptor_path;
use crate::shell::programs::output::{Data, Output};
use crate::shell::programs::which_shell::base_name;
use crate::shell::syntax::tree::{HereContent, Redirection};
use crate::shell::{Direction, Language, Redirect, Written, WrittenPath, make_room};
use crate::source::Text;

/// Where the redirections of a command lead.
#[derive(Default)]
pub(crate) struct Plan {
    pub(crate) stdin: Option<Rc<Data>>,
    pub(crate) stdin_replaced: bool,
    /// File that standard output goes to, and whether behind what is there.
    stdout: Option<(Text, bool)>,
    /// Standard output goes where nobody reads it.
    hidden: bool,
}

impl Plan {
    pub(crate) fn to_file(&self) -> bool {
        self.stdout.is_some()
    }
}

impl Walker<'_> {
    /// Expands the targets and says where they lead. A here-document for a `program` with a `$` of its own, whose variables
    /// no shell knows, stays as it is written.
    pub(crate) fn redirect(
        &mut self,
        unit: &Unit<'_>,
        redirections: &[Redirection],
        id: usize,
        program: Option<&Text>,
    ) -> Plan {
        let mut plan = Plan::default();
        for redirection in redirections {
            self.plan(unit, redirection, (id, program), &mut plan);
        }
        plan
    }

    fn plan(
        &mut self,
        unit: &Unit<'_>,
        redirection: &Redirection,
        (id, program): (usize, Option<&Text>),
        plan: &mut Plan,
    ) {
        match redirection {
            Redirection::Named { name, fd, inner } => {
                let number = Text::made(fd.to_string(), unit.span(*name));
                self.vars.set(unit.slice(*name), Value::One(number));
                self.plan(unit, inner, (id, program), plan);
            }
            Redirection::File { direction, fd, both, duplicates, target } => {
                let target = self.single(unit, target, Some(id));
                match target.parse::<u32>() {
                    // `<&$fd`
                    Ok(to) if *duplicates && to > 2 => self.duplicate(*fd, to, plan),
                    _ => self.plan_file(plan, *direction, *fd, *both, &target),
                }
                if let Some(command) = self.script.commands.get_mut(id) {
                    command.redirects.reserve_exact(1);
                    command.redirects.push(Redirect { direction: *direction, fd: *fd, target });
                }
            }
            Redirection::Duplicate { fd, to } => self.duplicate(*fd, *to, plan),
            Redirection::HereString { fd, word } => {
                let mut text = self.single(unit, word, Some(id));
                text.push_made("\n", text.span());
                self.take_input(*fd, text, plan);
            }
            Redirection::HereDocument { fd, body } => {
                let Some(body) = body.get() else { return };
                let keeps_dollar =
                    program.is_some_and(|it| matches!(base_name(it), "make" | "gmake" | "bmake"));
                let written = match &body.content {
                    HereContent::Inside(word) if keeps_dollar => {
                        Some(unit.text.slice(word.place.start..word.place.end))
                    }
                    HereContent::Given(index) if keeps_dollar => self.given(*index),
                    _ => None,
                };
                if let Some(text) = written {
                    return self.take_input(*fd, text, plan);
                }
                let text = match &body.content {
                    HereContent::Inside(word) => self.single(unit, word, Some(id)),
                    HereContent::Given(index) => {
                        self.given_body(*index, body.quoted, body.chomp, id)
                    }
                };
                self.take_input(*fd, text, plan);
            }
        }
    }

    /// A text that stands in the script comes on this descriptor.
    fn take_input(&mut self, fd: u32, text: Text, plan: &mut Plan) {
        if fd == 0 {
            plan.stdin = Some(Rc::new(Data::Text(text)));
            plan.stdin_replaced = true;
        } else {
            self.files.set(&descriptor_path(fd), Some(Data::Text(text)));
        }
    }

    /// `<&3`, `>&2`: the descriptor is what another one is.
    fn duplicate(&mut self, fd: u32, to: u32, plan: &mut Plan) {
        match fd {
            0 => {
                if let Some(content) = self.files.get(&descriptor_path(to)) {
                    plan.stdin = Some(content);
                    plan.stdin_replaced = true;
                }
            }
            1 => match self.outputs.get(&to) {
                Some(path) if is_read_by_nobody(path) => plan.hidden = true,
                Some(path) => plan.stdout = Some((path.clone(), true)),
                None => plan.hidden = to != 1,
            },
            _ => {}
        }
    }

    fn plan_file(
        &mut self,
        plan: &mut Plan,
        direction: Direction,
        fd: u32,
        both: bool,
        target: &Text,
    ) {
        match direction {
            Direction::In | Direction::InOut if fd == 0 => {
                if target.as_str() == "/dev/stdin" {
                    return;
                }
                plan.stdin = self.files.get(target);
                plan.stdin_replaced = true;
            }
            Direction::In if fd > 2 => {
                let content = self.files.get(target).map(|data| Data::clone(&data));
                self.files.set(&descriptor_path(fd), content);
            }
            Direction::Out | Direction::Append | Direction::InOut if fd > 2 && !both => {
                if direction == Direction::Out {
                    self.files.set(target, Some(Data::Text(Text::empty(target.span()))));
                }
                self.outputs.insert(fd, target.clone());
            }
            Direction::Out | Direction::Append if fd == 1 || both => match target.as_str() {
                "/dev/stdout" | "/dev/fd/1" | "/proc/self/fd/1" | "-" => {}
                path if is_read_by_nobody(path) => plan.hidden = true,
                _ => plan.stdout = Some((target.clone(), direction == Direction::Append)),
            },
            _ => {}
        }
    }

    /// A here-document that came apart from the text.
    fn given_body(&mut self, index: usize, quoted: bool, chomp: bool, id: usize) -> Text {
        let Some(body) = self.given(index) else {
            return Text::default();
        };
        let text = if chomp { without_tabs(&body) } else { body };
        if quoted { text } else { self.document(&text, Some(id)) }
    }

    /// Text in which `$` and backquotes count, and nothing else.
    pub(crate) fn document(&mut self, text: &Text, holder: Option<usize>) -> Text {
        let bash = self.language == Language::Bash;
        let mut parser = crate::shell::syntax::lexer::Parser::new(text, bash, self.depth);
        let word = parser.part_of_text(0, text.len(), false);
        self.take_notes(text, parser.notes);
        let unit = Unit::new(text);
        if word.parts.is_empty() { text.clone() } else { self.single(&unit, &word, holder) }
    }

    /// Sends an output where the redirections lead; what is left goes on.
    pub(crate) fn deliver(&mut self, output: Output, plan: &Plan, capture: bool) -> Output {
        let Some((path, append)) = &plan.stdout else {
            return match output {
                _ if plan.hidden => Output::Nothing,
                Output::Known(_) if !capture => Output::Unknown,
                output => output,
            };
        };
        self.writes(path);
        match output {
            Output::Known(data) => self.write(path, data, *append),
            Output::Nothing if !append => {
                let empty = Data::Text(Text::empty(path.span()));
                self.files.set(path, Some(empty));
            }
            Output::Nothing => {}
            Output::Unknown => self.files.set(path, None),
        }
        Output::Nothing
    }

    /// Remembers that a command writes to the file that the word names.
    pub(crate) fn writes(&mut self, word: &Text) {
        self.writes_to(word, word);
    }

    /// The same, for a path that the word does not say alone.
    pub(crate) fn writes_to(&mut self, path: &str, word: &Text) {
        let path = self.files.key(path);
        make_room(&mut self.script.paths, 1);
        self.script.paths.push(WrittenPath { word: word.clone(), path });
    }

    /// The file `path` now has this content.
    pub(crate) fn write(&mut self, path: &Text, data: Data, append: bool) {
        if !self.budget.bytes(data.len()) {
            return;
        }
        let content = data.to_text();
        make_room(&mut self.script.written, 1);
        self.script.written.push(Written { path: path.clone(), content, append });
        if append {
            self.files.append(path, data);
        } else {
            self.files.set(path, Some(data));
        }
    }
}

/// No command reads what is written there.
fn is_read_by_nobody(path: &str) -> bool {
    matches!(path, "/dev/null" | "/dev/stderr" | "/dev/fd/2")
}

/// The body of a `<<-` document: no line starts with tabs.
pub(crate) fn without_tabs(text: &Text) -> Text {
    let mut stripped = Text::empty(text.span());
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let tabs = line.len() - line.trim_start_matches('\t').len();
        stripped.push_range(text, at + tabs..at + line.len());
        at += line.len();
    }
    stripped
}
