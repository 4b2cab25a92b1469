//! Words → values: quote removal, parameters, substitutions, field splitting.

use crate::shell::Via;
use crate::shell::evaluate::arith;
use crate::shell::evaluate::brace::{self, Bit};
use crate::shell::evaluate::context::{Context, Unit, unknown_text};
use crate::shell::evaluate::walker::Walker;
use crate::shell::syntax::tree::{List, Param, Part, Place, Word};
use crate::source::{Span, Text};

pub(crate) const DEFAULT_IFS: &str = " \t\n";

/// The words that one word becomes.
pub(crate) struct Fields<'o> {
    out: &'o mut Vec<Text>,
    current: Option<Text>,
    /// Unquoted values are split.
    pub(crate) split: bool,
}

impl Fields<'_> {
    fn begin(&mut self, at: Span) -> &mut Text {
        self.current.get_or_insert_with(|| Text::empty(at))
    }

    fn literal(&mut self, text: &Text, place: Place) {
        match &mut self.current {
            Some(current) => current.push_range(text, place.start..place.end),
            None => self.current = Some(text.slice(place.start..place.end)),
        }
    }

    pub(crate) fn made(&mut self, value: &str, at: Span) {
        self.begin(at).push_made(value, at);
    }

    pub(crate) fn unknown(&mut self, at: Span) {
        self.begin(at).push_unknown(at);
    }

    /// A value as it is; `through`: the place of the variable that stands for it.
    fn whole(&mut self, value: &Text, through: Option<Span>) {
        let at = through.unwrap_or_else(|| value.span());
        let current = self.begin(at);
        match through {
            Some(at) => current.push_through(value, at),
            None => current.push(value),
        }
    }

    /// A value, cut into words at the characters of `ifs`.
    fn split(&mut self, value: &Text, through: Option<Span>, ifs: &str) {
        let is_separator = |c: char| ifs.contains(c);
        if !value.contains(is_separator) {
            if !value.is_empty() {
                self.whole(value, through);
            }
            return;
        }
        let mut at = 0;
        for field in value.split(is_separator) {
            if at > 0 {
                self.finish();
            }
            if !field.is_empty() {
                self.whole(&value.slice(at..at + field.len()), through);
            }
            let behind = value.get(at + field.len()..).unwrap_or_default();
            at += field.len() + behind.chars().next().map_or(1, char::len_utf8);
        }
    }

    pub(crate) fn finish(&mut self) {
        self.out.extend(self.current.take());
    }
}

impl Walker<'_> {
    /// The words that a word becomes, behind those in `out`.
    pub(crate) fn fields(
        &mut self,
        unit: &Unit<'_>,
        word: &Word,
        holder: Option<usize>,
        out: &mut Vec<Text>,
    ) {
        if word.parts.is_empty() {
            out.push(unit.text.slice(word.place.start..word.place.end));
            return;
        }
        if word.braces
            && let Some(variants) = brace::variants(unit.text, &word.parts)
        {
            for bits in variants {
                let mut fields = Fields { out, current: None, split: true };
                for bit in bits {
                    match bit {
                        Bit::Part(part) => self.part(unit, part, holder, &mut fields),
                        Bit::Literal(place) => fields.literal(unit.text, place),
                        Bit::Made(value, place) => fields.made(&value, unit.span(place)),
                    }
                }
                fields.finish();
            }
            return;
        }
        let mut fields = Fields { out, current: None, split: true };
        for part in &word.parts {
            self.part(unit, part, holder, &mut fields);
        }
        fields.finish();
    }

    /// The one value that a word becomes where no splitting takes place.
    pub(crate) fn single(&mut self, unit: &Unit<'_>, word: &Word, holder: Option<usize>) -> Text {
        if word.parts.is_empty() {
            return unit.text.slice(word.place.start..word.place.end);
        }
        let mut out = Vec::new();
        let mut fields = Fields { out: &mut out, current: None, split: false };
        for part in &word.parts {
            self.part(unit, part, holder, &mut fields);
        }
        let current = fields.current.take();
        current.unwrap_or_else(|| Text::empty(unit.span(word.place)))
    }

    fn part(
        &mut self,
        unit: &Unit<'_>,
        part: &Part,
        holder: Option<usize>,
        fields: &mut Fields<'_>,
    ) {
        match part {
            Part::Literal { place, .. } => fields.literal(unit.text, *place),
            Part::Decoded { value, place } => fields.made(value, unit.span(*place)),
            Part::Quotes { place } => {
                fields.begin(unit.span(*place));
            }
            Part::Param(param) => self.param(unit, param, holder, fields),
            Part::Command { body, place, quoted } => {
                let value = self.substitute(unit, body, unit.span(*place), holder);
                self.value(fields, &value, *quoted, None);
            }
            Part::Backquote { inner, place, quoted } => {
                let value = self.backquote(unit, *inner, unit.span(*place), holder, *quoted);
                self.value(fields, &value, *quoted, None);
            }
            Part::Arithmetic { inner, place } => {
                let text = self.single(unit, inner, holder);
                match self.arithmetic(&text) {
                    Some(number) => fields.made(&number.to_string(), unit.span(*place)),
                    None => fields.unknown(unit.span(*place)),
                }
            }
            Part::Process { body, place, reads } => {
                let at = unit.span(*place);
                let path = self.process(unit, body, holder, *reads);
                fields.made(&path, at);
            }
            Part::Unknown { place } => {
                let inside = unit.text.slice(place.start..place.end);
                self.flat(&inside, &Self::within(holder, Via::Substitution));
                fields.unknown(unit.span(*place));
            }
        }
    }

    /// Puts a value into the words, split unless quoted.
    pub(crate) fn value(
        &mut self,
        fields: &mut Fields<'_>,
        value: &Text,
        quoted: bool,
        through: Option<Span>,
    ) {
        if !self.budget.bytes(value.len()) {
            fields.unknown(through.unwrap_or_else(|| value.span()));
            return;
        }
        if quoted || !fields.split {
            fields.whole(value, through);
            return;
        }
        let ifs = self.vars.local("IFS").and_then(|value| value.scalar(self.alternative));
        fields.split(value, through, ifs.map_or(DEFAULT_IFS, Text::as_str));
    }

    pub(crate) fn arithmetic(&self, text: &str) -> Option<i64> {
        arith::evaluate(text, &|name| self.variable(name)?.parse().ok())
    }

    fn within(holder: Option<usize>, via: Via) -> Context {
        Context { parent: holder, via, capture: true, stdin: None, pipe_from: None }
    }

    /// The output of `$(…)` without its last line ends.
    fn substitute(
        &mut self,
        unit: &Unit<'_>,
        body: &List,
        at: Span,
        holder: Option<usize>,
    ) -> Text {
        let context = Self::within(holder, Via::Substitution);
        let ran = self.isolated(|walker| walker.list(unit, body, &context));
        captured(ran.output, at)
    }

    fn backquote(
        &mut self,
        unit: &Unit<'_>,
        inner: Place,
        at: Span,
        holder: Option<usize>,
        quoted: bool,
    ) -> Text {
        let mut text = Text::empty(at);
        let source = unit.slice(inner);
        let mut from = 0;
        for (index, _) in source.match_indices('\\') {
            let next = source.as_bytes().get(index + 1);
            let escapes =
                matches!(next, Some(b'`' | b'$' | b'\\')) || quoted && next == Some(&b'"');
            if index >= from && escapes {
                text.push_range(unit.text, inner.start + from..inner.start + index);
                text.push_range(unit.text, inner.start + index + 1..inner.start + index + 2);
                from = index + 2;
            }
        }
        text.push_range(unit.text, inner.start + from..inner.end);
        let context = Self::within(holder, Via::Substitution);
        let ran = self.isolated(|walker| walker.text(&text, &context));
        captured(ran.output, at)
    }

    /// `<(…)` becomes a path, under which its output is known as a file.
    fn process(
        &mut self,
        unit: &Unit<'_>,
        body: &List,
        holder: Option<usize>,
        reads: bool,
    ) -> String {
        let mut context = Self::within(holder, Via::ProcessSubstitution);
        context.capture = reads;
        if !reads {
            context.pipe_from = holder;
        }
        let ran = self.isolated(|walker| walker.list(unit, body, &context));
        let path = self.files.descriptor();
        self.files.set(&path, ran.output.known());
        if let (Some(id), Some(tail), true) = (holder, ran.tail, reads)
            && let Some(command) = self.script.commands.get_mut(id)
            && command.pipe_from.is_none()
        {
            command.pipe_from = Some(tail);
        }
        path
    }

    /// A parameter with or without an operator.
    fn param(
        &mut self,
        unit: &Unit<'_>,
        param: &Param,
        holder: Option<usize>,
        fields: &mut Fields<'_>,
    ) {
        let name = unit.slice(param.name);
        let at = unit.span(param.place);
        let index = param.index.map(|place| unit.slice(place));
        if matches!(name, "@" | "*") || matches!(index, Some("@" | "*")) {
            self.list_param(unit, param, name, fields);
            return;
        }
        let of_variable = index.and_then(|index| {
            let name = index.trim_matches('"').strip_prefix('$')?.trim_matches(['{', '}']);
            self.lookup(name, None, at)
        });
        let index = of_variable.as_ref().map(Text::as_str).or(index);
        let value = self.lookup(name, index, at);
        if param.op == crate::shell::syntax::tree::Op::Plain {
            match value {
                Some(value) => self.value(fields, &value, param.quoted, Some(at)),
                None => self.unset(name, at, fields),
            }
            return;
        }
        let (value, through) = self.operate(unit, param, value, holder);
        match value {
            Some(value) => self.value(fields, &value, param.quoted, through.then_some(at)),
            None => self.unset(name, at, fields),
        }
    }

    /// The value of `name` is not known; what the variable is called may still say what it is for.
    fn unset(&mut self, name: &str, at: Span, fields: &mut Fields<'_>) {
        self.script.unset.entry(at).or_insert_with(|| name.into());
        fields.unknown(at);
    }
}

fn captured(output: crate::shell::programs::output::Output, at: Span) -> Text {
    use crate::shell::programs::output::Output;
    match output {
        Output::Nothing => Text::empty(at),
        Output::Unknown => unknown_text(at),
        Output::Known(data) => {
            let text = data.to_text();
            let kept = text.trim_end_matches('\n').len();
            text.slice(0..kept)
        }
    }
}
