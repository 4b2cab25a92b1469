//! Calls: what a function or method of a known name does with its arguments.

use std::cell::Cell;

use super::cursor::{Argument, Cursor};
use super::fold;
use super::functions::{self, Fold};
use super::library::{decodes, is_alphabet, picks};
use super::starts::{self, Start};
use super::value::{Known, Value};
use crate::source::{Span, Text};

/// No function that is known has a longer name.
const LONGEST_NAME: usize = 64;

impl<'t> Cursor<'t, '_> {
    /// A call of a name; `at` is its token.
    pub(super) fn call(&mut self, name: &str, at: usize, arguments: &[Argument<'t>]) -> Known {
        if let Some(known) = self.state.variables.get(name).cloned()
            && !matches!(known.value, Value::Named(_))
        {
            return self.call_value(&known, at, arguments);
        }
        // `x.method(…)` where `x` has a value
        if let Some(end) = name.find(['.', ':', '-', '?'])
            && let Some(known) =
                name.get(..end).and_then(|first| self.state.variables.get(first)).cloned()
            && !matches!(known.value, Value::Named(_) | Value::Unknown)
        {
            let mut members: Vec<&str> =
                name.get(end..).unwrap_or_default().split(['.', ':', '>', '?', '-']).collect();
            members.retain(|member| !member.is_empty());
            let last = members.pop().unwrap_or_default();
            if members.is_empty()
                && self.grows(name.get(..end).unwrap_or_default(), last, arguments)
            {
                return Known::UNKNOWN;
            }
            let receiver = members
                .into_iter()
                .fold(known, |known, member| self.member(known, member, false, at, &[]));
            return self.member(receiver, last, true, at, arguments);
        }
        if let Some(member) = name.strip_prefix("self.").or_else(|| name.strip_prefix("this."))
            && let Some(Known { value: Value::Function(function), .. }) =
                self.state.variables.get(member).cloned()
        {
            let mut all = Vec::from(arguments);
            let takes_itself = function.parameters.first().is_some_and(|first| &**first == "self");
            if takes_itself && !all.is_empty() {
                all.insert(0, (None, Known::UNKNOWN));
            }
            return self.apply(&function, &all);
        }
        let name = self.resolved(name);
        self.writes_text(&name, at, arguments);
        self.call_named(&name, at, arguments)
    }

    /// A call of a value.
    pub(super) fn call_value(
        &mut self,
        value: &Known,
        at: usize,
        arguments: &[Argument<'t>],
    ) -> Known {
        match &value.value {
            Value::Named(name) => self.call_named(name, at, arguments),
            Value::Function(function) => self.apply(function, arguments),
            // `$f("x")` of PHP, where the variable holds the name
            Value::Text(name) if name.is_known() && name.len() <= LONGEST_NAME => {
                self.call_named(name, at, arguments)
            }
            // what a generator hands out
            Value::List(_) if arguments.is_empty() => value.clone(),
            _ => Known::UNKNOWN.hidden_if(value.hidden || is_hidden(arguments)),
        }
    }

    fn call_named(&mut self, name: &str, at: usize, arguments: &[Argument<'t>]) -> Known {
        let span = self.span(at);
        let dialect = self.state.dialect;
        if let Some(known) = self.at_once(name, at, arguments) {
            return known;
        }
        match starts::start(name, dialect) {
            Some(Start::Words) => return self.start(at, arguments),
            Some(Start::WordsBehindOne) => {
                return self.start(at, arguments.get(1..).unwrap_or_default());
            }
            None => {}
        }
        if starts::is_miner_of_browser(name, dialect) {
            self.made_miner(name, at);
        }
        if starts::prints(name) {
            self.print(at, name, arguments);
            return Known::UNKNOWN;
        }
        if starts::runs_address(name, self.state.dialect)
            && !self.state.said.fetched.is_empty()
            && is_hidden(arguments)
        {
            self.runs_hidden(name, at);
        }
        if self.fetch(name, at, arguments) {
            return Known::UNKNOWN.hidden();
        }
        let fold = functions::fold(name);
        if fold.is_none() && name != "map" {
            // `Process::timeout(60)->run(…)` of Laravel
            return match name.strip_prefix("Process::") {
                Some(member) if starts::is_of_process(member) => Known::named("Process"),
                _ => {
                    self.remember_call(name, arguments);
                    unfolded(name, arguments)
                }
            };
        }
        let mut values: Vec<Known> = arguments.iter().map(|(_, value)| value.clone()).collect();
        if fold == Some(Fold::Slice)
            && dialect.counts_from_one()
            && let Some(Known { value: Value::Number(from), .. }) = values.get_mut(1)
        {
            *from = from.saturating_sub(1);
        }
        match fold {
            Some(Fold::Name) => match values.first().and_then(Known::constant) {
                Some(module) => Known::named(module.trim_start_matches("node:")),
                None => Known::named(name),
            },
            Some(Fold::Member) => match (
                values.first().map(|known| &known.value),
                values.get(1).and_then(Known::constant),
            ) {
                (Some(Value::Named(object)), Some(member)) => {
                    Known::named(object.clone() + "." + member.as_str())
                }
                (Some(Value::Text(member)), _) => Known::named(member.as_str()),
                _ => Known::UNKNOWN,
            },
            Some(Fold::Characters) if name.ends_with("char") && values.is_empty() => Known::UNKNOWN,
            Some(fold) => self.folded(fold, &values, span),
            // `map(chr, […])`
            None => match (values.first().map(|known| &known.value), values.get(1)) {
                (Some(Value::Named(function)), Some(list))
                    if functions::fold(function) == Some(Fold::Characters) =>
                {
                    self.folded(Fold::Characters, std::slice::from_ref(list), span)
                }
                (_, list) => list.cloned().unwrap_or(Known::UNKNOWN),
            },
        }
    }

    /// What functions give that no row describes: those that run code, read variables or files, or are of one language.
    fn at_once(&mut self, name: &str, at: usize, arguments: &[Argument<'t>]) -> Option<Known> {
        // `URL(fileURLWithPath: "/x")` of Swift
        if let [(Some("fileURLWithPath"), path)] = arguments {
            return Some(path.clone());
        }
        if starts::evaluates(name, self.state.dialect.exec_is_eval)
            || starts::is_worker(name, arguments)
        {
            return Some(self.evaluated(name, at, arguments));
        }
        if let Some(known) = self.environment_value(name, arguments) {
            return Some(known);
        }
        if let Some(known) = self.opened_command(name, at, arguments) {
            return Some(known);
        }
        if let Some(known) = self.of_library(name, at, arguments) {
            return Some(known);
        }
        if let Some(known) = self.higher(name, at, arguments) {
            return Some(known);
        }
        self.writes(name, at, arguments)
    }

    /// `os.getenv("NAME")`, `os.environ.get("NAME")`, `env::var("NAME")`
    fn environment_value(&self, name: &str, arguments: &[Argument<'t>]) -> Option<Known> {
        let asks = name.ends_with("getenv")
            || name.ends_with("Getenv")
            || name.ends_with("environ.get")
            || name.ends_with("env.get")
            || name.ends_with("env::var");
        let (_, key) = arguments.first().filter(|_| asks)?;
        let given = self.state.around.variable(key.constant()?);
        // what the program takes where nobody has set it
        given.or_else(|| arguments.get(1).map(|(_, value)| value.clone()))
    }

    /// Functions that call others: `partial(f, x)`, `map(f, list)`, `reduce(f, list)`.
    fn higher(&mut self, name: &str, at: usize, arguments: &[Argument<'t>]) -> Option<Known> {
        let (_, first) = arguments.first()?;
        let rest = arguments.get(1..).unwrap_or_default();
        match (functions::last(name), &first.value, rest) {
            ("partial", Value::Named(function), [_, ..]) => {
                let function = function.clone();
                starts::start(&function, self.state.dialect)?;
                Some(self.call_named(&function, at, rest))
            }
            ("map", Value::Function(_), [(_, list)]) => {
                let span = self.span(at);
                Some(self.each(vec![list.clone(), first.clone()], span))
            }
            ("reduce", Value::Function(_), [(_, list), ..]) => self.reduced(first, list),
            _ => None,
        }
    }

    /// A member of a value, called or not.
    pub(super) fn member(
        &mut self,
        value: Known,
        name: &str,
        called: bool,
        at: usize,
        arguments: &[Argument<'t>],
    ) -> Known {
        let span = self.span(at);
        if called {
            self.hands_on_evaluator(at, arguments);
        }
        match &value.value {
            Value::Named(object) => {
                let whole = object.clone() + "." + name;
                return if called {
                    self.call_named(&whole, at, arguments)
                } else {
                    Known::named(whole)
                };
            }
            Value::Started(index) => {
                let index = *index;
                if matches!(name, "arg" | "args" | "argv" | "addArgument" | "arguments") {
                    self.more_words(index, arguments);
                }
                return value;
            }
            Value::Opened(path) if called => {
                let path = path.clone();
                return self.of_opened(&path, name, at, arguments);
            }
            Value::Function(function) if called && matches!(name, "call" | "apply" | "bind") => {
                let function = std::rc::Rc::clone(function);
                return self.apply(&function, arguments.get(1..).unwrap_or_default());
            }
            _ => {}
        }
        if called
            && !arguments.is_empty()
            && name != "exec"
            && starts::start(name, self.state.dialect).is_some()
        {
            return self.start(at, arguments);
        }
        // `"text".tr("a-z", "n-za-m")` of Ruby
        if name == "tr"
            && called
            && let (Some(_), [(_, from), (_, to)]) = (value.constant(), arguments)
            && let (Some(from), Some(to)) = (from.constant(), to.constant())
        {
            return self.transliterated(&value, from, to);
        }
        // `"program -o".execute()` of Groovy
        if name == "execute" && called && matches!(value.value, Value::Text(_) | Value::List(_)) {
            return self.start(at, &[(None, value)]);
        }
        if called && let Some(made) = self.of_method(&value, name, arguments) {
            return made;
        }
        let mut values = vec![value];
        values.extend(arguments.iter().map(|(_, value)| value.clone()));
        match functions::fold(name) {
            Some(fold) => self.folded(fold, &values, span),
            None if name == "map" => self.each(values, span),
            None if name == "reduce" && values.len() > 1 => {
                let reduced = values.get(1).zip(values.first());
                let reduced = reduced.map(|(function, list)| (function.clone(), list.clone()));
                reduced
                    .and_then(|(function, list)| self.reduced(&function, &list))
                    .unwrap_or(Known::UNKNOWN)
            }
            None => {
                let receiver = values.first().cloned().unwrap_or(Known::UNKNOWN);
                let alphabet = receiver.constant().is_some_and(|text| is_alphabet(text));
                let is_decoded = called
                    && receiver.constant().is_some()
                    && (decodes(name) || alphabet && picks(name));
                Known::UNKNOWN.hidden_if(receiver.hidden || is_decoded || is_hidden(arguments))
            }
        }
    }

    /// What a fold gives; unknown, and hidden where the fold hides, if an argument is not known.
    pub(super) fn folded(&mut self, fold: Fold, values: &[Known], at: Span) -> Known {
        let hidden = values.iter().any(|known| known.hidden);
        // the first argument as it is shares its value
        let is_copied = fold != Fold::Same;
        let size: usize = values.iter().filter(|_| is_copied).map(Known::size).sum();
        if !self.state.take(size) {
            return Known::UNKNOWN.hidden_if(hidden);
        }
        let is_cut = Cell::new(false);
        let folded = fold::fold(fold, values, at, &is_cut);
        match folded {
            // a part of it goes on as if it were all
            Some(_) if is_cut.get() => self.state.said.spent = true,
            _ => self.state.said.is_cut |= is_cut.get(),
        }
        // What comes out of a decompressor may be far larger than what went in.
        let made = folded.as_ref().filter(|known| is_copied && known.number().is_none());
        let made = made.map_or(0, Known::size);
        if !self.state.pay(made) {
            return Known::UNKNOWN.hidden_if(hidden || fold.hides());
        }
        let is_text =
            fold == Fold::Characters && values.iter().all(|known| known.constant().is_some());
        // Lists are turned round for many reasons; a name that is not known is not hidden by it.
        let is_list = |known: &Known| known.items().is_some();
        let turned = fold == Fold::Reverse && folded.as_ref().is_none_or(is_list);
        let hides = fold.hides() && !is_text && !turned
            || folded.is_none() && Self::picks_letters(fold, values);
        match folded {
            Some(known) if fold == Fold::Same => known.hidden_if(hidden),
            Some(known) => self.keep(known).hidden_if(hidden || hides),
            None => Known::UNKNOWN.hidden_if(hidden || hides),
        }
    }

    pub(super) fn format(&mut self, format: &Known, values: &[Known]) -> Known {
        let mut all = vec![format.clone()];
        all.extend(values.iter().cloned());
        let at = self.span(self.at);
        self.folded(Fold::Format, &all, at)
    }

    pub(super) fn sliced(
        &mut self,
        value: &Known,
        from: usize,
        to: Option<usize>,
        at: Span,
    ) -> Known {
        let mut values = vec![value.clone(), number(from)];
        values.extend(to.map(|to| number(to.saturating_sub(from))));
        self.folded(Fold::Slice, &values, at)
    }

    fn print(&mut self, at: usize, name: &str, arguments: &[Argument<'t>]) {
        if !self.state.first(self.unit, at) {
            return;
        }
        let span = self.span(at);
        let mut text = self.state.said.printed.take().unwrap_or_else(|| Text::empty(span));
        for (_, value) in arguments.iter().filter(|(key, _)| key.is_none()) {
            let word = value.word(span);
            if !self.state.take(word.len()) {
                return;
            }
            text.push(&word);
        }
        let ends_line = self.state.dialect.print_ends_line && !name.ends_with("write");
        if ends_line || matches!(name, "puts" | "say") {
            text.push_made("\n", span);
        }
        self.state.said.printed = Some(text);
    }
}

fn number(number: usize) -> Known {
    Known::of(Value::Number(number as u32))
}

/// What a call gives that is not worked out.
fn unfolded(name: &str, arguments: &[Argument<'_>]) -> Known {
    if arguments.is_empty() {
        return Known::named(name);
    }
    let is_decoded =
        || arguments.iter().any(|(_, value)| value.constant().is_some()) && decodes(name);
    Known::UNKNOWN.hidden_if(is_hidden(arguments) || is_decoded())
}

fn is_hidden(arguments: &[Argument<'_>]) -> bool {
    arguments.iter().any(|(_, value)| value.hidden)
}
