//! Goes through compound commands: groups, every branch of `if` and `case`, loops.

use std::rc::Rc;

use crate::shell::evaluate::vars::Value;
use crate::shell::evaluate::walk::{Context, Ran, Unit, Walker, unknown_text};
use crate::shell::programs::builtins::lines;
use crate::shell::programs::output::{Data, Output};
use crate::shell::syntax::tree::{Compound, Kind, List, Node, Place, Word};

impl Walker<'_> {
    pub(crate) fn inner(&mut self, unit: &Unit<'_>, compound: &Compound, context: &Context) -> Ran {
        match &compound.kind {
            Kind::Group { body, subshell: true } => {
                self.isolated(|walker| walker.list(unit, body, context))
            }
            Kind::Group { body, subshell: false } => self.list(unit, body, context),
            Kind::If { arms, otherwise } => {
                let mut bodies = Vec::with_capacity(arms.len() + 1);
                for (condition, body) in arms {
                    self.list(unit, condition, &silent(context));
                    bodies.push(body);
                }
                bodies.extend(otherwise);
                self.branches(unit, &bodies, otherwise.is_some(), context)
            }
            Kind::Case { subject, arms } => {
                self.head_word(unit, subject, context);
                let bodies: Vec<&List> = arms.iter().collect();
                self.branches(unit, &bodies, false, context)
            }
            Kind::Loop { condition, body } => {
                if let Some(ran) = self.read_loop(unit, condition, body, compound.place, context) {
                    return ran;
                }
                self.list(unit, condition, &silent(context));
                let ran = self.branches(unit, &[body], false, context);
                Ran { output: once_only(&ran.output), ..ran }
            }
            Kind::For { name, words, body } => self.for_each(
                unit,
                unit.slice(*name),
                words.as_deref(),
                body,
                compound.place,
                context,
            ),
            Kind::Test { words } => self.test(unit, words, compound.place, context),
            Kind::Arithmetic { word } => {
                self.head_word(unit, word, context);
                Ran::NOTHING
            }
        }
    }

    /// A word in the head of a compound command: only what it runs counts.
    fn head_word(&mut self, unit: &Unit<'_>, word: &Word, context: &Context) {
        if !word.parts.is_empty() {
            let mut fields = Vec::new();
            self.fields(unit, word, context.parent, &mut fields);
        }
    }

    /// Lists of which one runs, or none unless `exhaustive`.
    fn branches(
        &mut self,
        unit: &Unit<'_>,
        bodies: &[&List],
        exhaustive: bool,
        context: &Context,
    ) -> Ran {
        let mut all = Ran::NOTHING;
        let mut changes = Vec::with_capacity(bodies.len());
        for body in bodies {
            let mark = self.vars.mark();
            let directory = self.files.directory().to_owned();
            let ran = self.list(unit, body, context);
            self.files.return_to(directory);
            changes.push(self.vars.take_since(mark));
            all.follow(&ran);
            all.output = match (all.output, ran.output) {
                (Output::Nothing, output) | (output, Output::Nothing) => output,
                _ => Output::Unknown,
            };
        }
        self.vars.merge(changes, exhaustive);
        all
    }

    fn for_each(
        &mut self,
        unit: &Unit<'_>,
        name: &str,
        words: Option<&[Word]>,
        body: &List,
        place: Place,
        context: &Context,
    ) -> Ran {
        let mut values = Vec::new();
        match words {
            Some(words) => {
                for word in words {
                    self.fields(unit, word, context.parent, &mut values);
                }
            }
            None => match self.positional.clone() {
                Some(all) => values.extend(all.iter().cloned()),
                None => values.push(unknown_text(unit.text.span())),
            },
        }
        let mut all = Ran::NOTHING;
        for (index, value) in values.into_iter().enumerate() {
            if index > 0 && !self.may_repeat(place) {
                break;
            }
            self.vars.set(name, Value::One(value));
            let ran = self.round(index, |walker| walker.list(unit, body, context));
            all.follow(&ran);
            if context.capture {
                all.output = self.joined(all.output, ran.output);
            }
        }
        all
    }

    /// `while read …` over a constant input: once for each line.
    fn read_loop(
        &mut self,
        unit: &Unit<'_>,
        condition: &List,
        body: &List,
        place: Place,
        context: &Context,
    ) -> Option<Ran> {
        let Data::Text(input) = context.stdin.as_deref()? else {
            return None;
        };
        let Some(Node::Simple(simple)) = condition.items.first().map(|item| &item.node) else {
            return None;
        };
        let reads = simple.words.first().is_some_and(|word| unit.slice(word.place) == "read");
        if !reads {
            return None;
        }
        let mut all = Ran::NOTHING;
        for (index, line) in lines(input).into_iter().enumerate() {
            if index > 0 && !self.may_repeat(place) {
                break;
            }
            let mut own = context.clone();
            own.stdin = Some(Rc::new(Data::Text(line)));
            let ran = self.round(index, |walker| {
                walker.list(unit, condition, &silent(&own));
                own.stdin = None;
                walker.list(unit, body, &own)
            });
            all.follow(&ran);
            if context.capture {
                all.output = self.joined(all.output, ran.output);
            }
        }
        Some(all)
    }
}

fn silent(context: &Context) -> Context {
    Context { capture: false, ..context.clone() }
}

/// What a loop of unknown length prints.
fn once_only(output: &Output) -> Output {
    match output {
        Output::Nothing => Output::Nothing,
        _ => Output::Unknown,
    }
}
