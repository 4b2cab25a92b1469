//! Goes through compound commands: groups and loops; `if` and `case` are in `choices`.

use std::rc::Rc;

use crate::shell::evaluate::context::{Context, Ran, Unit, silent, unknown_text};
use crate::shell::evaluate::vars::Value;
use crate::shell::evaluate::walker::Walker;
use crate::shell::programs::builtins::lines;
use crate::shell::programs::output::{Data, Output};
use crate::shell::syntax::tree::{Compound, Kind, List, Node, Part, Place, Word};
use crate::source::Text;

impl Walker<'_> {
    pub(crate) fn inner(&mut self, unit: &Unit<'_>, compound: &Compound, context: &Context) -> Ran {
        match &compound.kind {
            Kind::Group { body, subshell: true } => {
                self.isolated(|walker| walker.list(unit, body, context))
            }
            Kind::Group { body, subshell: false } => self.list(unit, body, context),
            Kind::If { arms, otherwise } => {
                self.conditional(unit, arms, otherwise.as_ref(), context)
            }
            Kind::Case { subject, arms } => self.case(unit, subject, arms, context),
            Kind::Loop { condition, body, until } => {
                if let Some(ran) = self.read_loop(unit, condition, body, compound.place, context) {
                    return ran;
                }
                self.repeated(unit, (condition, *until), body, compound.place, context)
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
                let text = self.single(unit, word, context.parent);
                let at = unit.span(compound.place);
                Ran { status: self.sums(&text, at), ..Ran::NOTHING }
            }
        }
    }

    /// A loop whose condition is known goes on as long as that holds and something changes; any other one is walked
    /// through once.
    fn repeated(
        &mut self,
        unit: &Unit<'_>,
        (condition, until): (&List, bool),
        body: &List,
        place: Place,
        context: &Context,
    ) -> Ran {
        let varies = varies(unit, condition);
        let mut tested_before = 0;
        let mut all = Ran::NOTHING;
        for index in 0.. {
            if index > 0 && !self.may_repeat(place) {
                break;
            }
            let tested = self.round(index, |walker| walker.list(unit, condition, &silent(context)));
            let now = self.tested;
            let goes_on = tested.status.filter(|_| varies).map(|status| status != until);
            if goes_on == Some(false) {
                if index == 0 {
                    self.unreached(|walker| drop(walker.list(unit, body, &silent(context))));
                }
                break;
            }
            let ran = self.round(index, |walker| match goes_on {
                Some(_) => walker.list(unit, body, context),
                None => walker.branches(unit, &[body], false, context),
            });
            all.follow(&ran);
            if goes_on.is_none() {
                all.output = match all.output {
                    Output::Nothing => once_only(&ran.output),
                    _ => Output::Unknown,
                };
                break;
            }
            if context.capture {
                all.output = self.joined(all.output, ran.output);
            }
            // By what is known here the same test would hold for ever: something else ends the loop.
            if index > 0 && now == tested_before {
                break;
            }
            tested_before = now;
        }
        Ran { status: None, ..all }
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
                    let from = values.len();
                    self.fields(unit, word, context.parent, &mut values);
                    self.found_files(unit.slice(word.place), from, &mut values);
                }
            }
            None => match self.positional.clone() {
                Some(all) if !all.is_empty() => values.extend(all.iter().cloned()),
                // the body of a loop over nothing is still what somebody has written
                _ => values.push(unknown_text(unit.text.span())),
            },
        }
        // Names that nobody knows may as well be none: what the loop sets is then as it was.
        let open = values.iter().any(|value| !value.is_known() || value.contains(['*', '?']));
        let mark = open.then(|| self.vars.mark());
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
        if let Some(mark) = mark {
            let changed = self.vars.take_since(mark);
            self.vars.merge(vec![changed], false);
        }
        all.status = None;
        all
    }

    /// Puts the files that a pattern stands for in its place, if they are known and few: a loop goes through all of them.
    fn found_files(&mut self, written: &str, from: usize, values: &mut Vec<Text>) {
        /// Directories of pieces of one script have a handful; a source tree has hundreds of files.
        const MOST: usize = 16;
        let unquoted = written.rsplit(['"', '\'']).next().unwrap_or_default();
        let [pattern] = values.get(from..).unwrap_or_default() else { return };
        if !unquoted.contains(['*', '?']) || !pattern.is_known() || !pattern.contains('/') {
            return;
        }
        let found = self.files.matching(pattern);
        // each loop goes through all names of the directory
        if !self.budget.words(found.len()) || found.is_empty() || found.len() > MOST {
            return;
        }
        let at = pattern.span();
        values.truncate(from);
        values.extend(found.into_iter().map(|path| Text::made(path, at)));
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
        all.status = None;
        Some(all)
    }
}

/// True if the condition may hold in one round and not in the next: it is no constant as in `while true`.
fn varies(unit: &Unit<'_>, condition: &List) -> bool {
    let constant = |part: &Part| matches!(part, Part::Literal { .. } | Part::Quotes { .. });
    let any =
        |words: &[Word]| words.iter().flat_map(|word| &word.parts).any(|part| !constant(part));
    condition.items.iter().any(|item| match &item.node {
        Node::Simple(simple) => {
            let first = simple.words.first().map_or("", |word| unit.slice(word.place));
            first == "getopts" || any(&simple.words)
        }
        Node::Compound(compound) => matches!(&compound.kind, Kind::Test { words } if any(words)),
        _ => false,
    })
}

/// What a loop of unknown length prints.
fn once_only(output: &Output) -> Output {
    match output {
        Output::Nothing => Output::Nothing,
        _ => Output::Unknown,
    }
}
