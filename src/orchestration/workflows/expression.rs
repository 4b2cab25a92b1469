//! `${{ … }}` in values, as GitHub puts in what is known.
//!
//! What is not known stays so, with two exceptions: of `a || b` the second counts where the first is not known, of
//! `a && b` the second, too. So what may be put in is seen.

use super::scope::Scope;
use crate::source::{Span, Text};

/// Parentheses and calls in one another: people nest five.
const DEEPEST: usize = 32;

impl Scope {
    /// The text with its expressions worked out.
    pub(super) fn expand(&self, text: &Text) -> Text {
        if !text.contains("${{") {
            return text.clone();
        }
        let mut out = Text::empty(text.span());
        let mut at = 0;
        while let Some(open) = text.get(at..).and_then(|rest| rest.find("${{")).map(|it| it + at) {
            let rest = text.get(open + 3..).unwrap_or_default();
            let Some(length) = closing(rest) else { break };
            let end = open + 3 + length + 2;
            let inner = text.slice(open + 3..open + 3 + length);
            let span = text.span_of(open..end);
            out.push_range(text, at..open);
            let value = Parser { text: &inner, at: 0, depth: 0, span, scope: self }.whole();
            match self.budget.takes_bytes(value.len()) {
                true => out.push(&value),
                false => out.push_unknown(span),
            }
            at = end;
        }
        out.push_range(text, at..text.len());
        out
    }
}

/// Where the expression that starts the text ends: at the first `}}` that stands in no quotes.
fn closing(text: &str) -> Option<usize> {
    let mut is_quoted = false;
    let bytes = text.as_bytes();
    bytes.iter().enumerate().find_map(|(at, byte)| {
        is_quoted ^= *byte == b'\'';
        (!is_quoted && *byte == b'}' && bytes.get(at + 1) == Some(&b'}')).then_some(at)
    })
}

struct Parser<'p> {
    text: &'p Text,
    at: usize,
    depth: usize,
    /// The expression with its braces.
    span: Span,
    scope: &'p Scope,
}

impl Parser<'_> {
    fn whole(mut self) -> Text {
        let value = self.either();
        self.blanks();
        match value {
            Some(value) if self.at == self.text.len() => value,
            _ => self.unknown(),
        }
    }

    fn unknown(&self) -> Text {
        let mut unknown = Text::empty(self.span);
        unknown.push_unknown(self.span);
        unknown
    }

    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn blanks(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    fn eats(&mut self, token: &str) -> bool {
        self.blanks();
        let is_there = self.rest().starts_with(token);
        self.at += if is_there { token.len() } else { 0 };
        is_there
    }

    /// `a || b`.
    fn either(&mut self) -> Option<Text> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let mut value = self.both()?;
        while self.eats("||") {
            let other = self.both()?;
            if truth(&value) != Some(true) {
                value = other;
            }
        }
        self.depth -= 1;
        Some(value)
    }

    /// `a && b`.
    fn both(&mut self) -> Option<Text> {
        let mut value = self.compared()?;
        while self.eats("&&") {
            let other = self.compared()?;
            if truth(&value) != Some(false) {
                value = other;
            }
        }
        Some(value)
    }

    /// `a == b` and its kin.
    fn compared(&mut self) -> Option<Text> {
        let mut value = self.one()?;
        while let Some(operator) =
            ["==", "!=", "<=", ">=", "<", ">"].into_iter().find(|it| self.eats(it))
        {
            let other = self.one()?;
            let is_known = value.is_known() && other.is_known();
            let is_same = value.eq_ignore_ascii_case(&other);
            value = match operator {
                "==" if is_known => self.truth(is_same),
                "!=" if is_known => self.truth(!is_same),
                _ => self.unknown(),
            };
        }
        Some(value)
    }

    fn truth(&self, value: bool) -> Text {
        Text::made(if value { "true" } else { "false" }, self.span)
    }

    fn one(&mut self) -> Option<Text> {
        let mut is_turned = None;
        while self.eats("!") {
            is_turned = Some(!is_turned.unwrap_or(false));
        }
        let value = self.operand()?;
        Some(match (is_turned, truth(&value)) {
            (None, _) => value,
            (Some(turned), Some(truth)) => self.truth(truth != turned),
            (Some(_), None) => self.unknown(),
        })
    }

    fn operand(&mut self) -> Option<Text> {
        if self.eats("(") {
            let value = self.either()?;
            return self.eats(")").then_some(value);
        }
        if self.rest().starts_with('\'') {
            return self.literal();
        }
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '+' | '.');
        let start = self.at;
        if self.rest().starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.')) {
            self.at += self.rest().find(|c| !is_part(c)).unwrap_or(self.rest().len());
            return Some(self.text.slice(start..self.at));
        }
        let name = self.name()?;
        if self.eats("(") {
            return self.call(&name);
        }
        match name.to_ascii_lowercase().as_str() {
            "true" | "false" | "null" => Some(self.text.slice(start..self.at)),
            _ => self.context(name, start),
        }
    }

    fn name(&mut self) -> Option<String> {
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        let end = self.rest().find(|c| !is_part(c)).unwrap_or(self.rest().len());
        let name = self.rest().get(..end).filter(|name| !name.is_empty())?.to_owned();
        self.at += end;
        Some(name)
    }

    /// `'it''s'`.
    fn literal(&mut self) -> Option<Text> {
        let mut out = Text::empty(self.text.span_of(self.at..self.at + 1));
        self.at += 1;
        loop {
            let end = self.at + self.rest().find('\'')?;
            out.push_range(self.text, self.at..end);
            self.at = end + 1;
            if !self.rest().starts_with('\'') {
                return Some(out);
            }
            out.push_range(self.text, end..end + 1);
            self.at += 1;
        }
    }

    /// A value of a context: `matrix.os`, `env['NAME']`.
    fn context(&mut self, mut path: String, start: usize) -> Option<Text> {
        let mut is_known = true;
        loop {
            if self.rest().starts_with(".*") {
                is_known = false;
                self.at += 2;
            } else if self.rest().starts_with('.') {
                self.at += 1;
                path = format!("{path}.{}", self.name()?);
            } else if self.rest().starts_with('[') {
                self.at += 1;
                let key = self.either()?;
                is_known &= key.is_known();
                path = format!("{path}.{}", key.as_str());
                if !self.eats("]") {
                    return None;
                }
            } else {
                break;
            }
        }
        let value = self.scope.get(&path).filter(|_| is_known);
        let Some(value) = value else { return Some(self.unknown()) };
        let span = self.text.span_of(start..self.at);
        let mut out = Text::empty(span);
        match value.is_known() {
            true => out.push_through(value, span),
            false => out.push(value),
        }
        Some(out)
    }

    fn call(&mut self, name: &str) -> Option<Text> {
        let mut args = Vec::new();
        while !self.eats(")") {
            if !args.is_empty() && !self.eats(",") {
                return None;
            }
            args.push(self.either()?);
        }
        match (name.to_ascii_lowercase().as_str(), args.as_slice()) {
            ("format", [pattern, args @ ..]) => Some(self.formatted(pattern, args)),
            ("fromjson" | "tojson", [one]) => Some(one.clone()),
            _ => Some(self.unknown()),
        }
    }

    /// `format('{0}:{1}', a, b)`.
    fn formatted(&self, pattern: &Text, args: &[Text]) -> Text {
        let mut out = Text::empty(pattern.span());
        let mut at = 0;
        while let Some(open) = pattern.get(at..).and_then(|it| it.find('{')).map(|it| it + at) {
            let rest = pattern.get(open + 1..).unwrap_or_default();
            let end = rest.find('}').unwrap_or(rest.len());
            let number = rest.get(..end).and_then(|number| number.parse::<usize>().ok());
            out.push_range(pattern, at..open);
            match number.and_then(|number| args.get(number)) {
                Some(arg) if self.scope.budget.takes_bytes(arg.len()) => out.push(arg),
                _ => out.push_unknown(pattern.span_of(open..open + 1)),
            }
            at = (open + end + 2).min(pattern.len());
        }
        out.push_range(pattern, at..pattern.len());
        out
    }
}

/// Whether a value counts as true; nothing if it is not known.
fn truth(value: &Text) -> Option<bool> {
    value.is_known().then(|| !matches!(value.as_str(), "" | "false" | "0" | "null"))
}

#[cfg(test)]
mod tests {
    use foldhash::HashMap;

    use super::Scope;
    use crate::source::{FileId, Span, Text, UNKNOWN};

    #[test]
    fn expressions_are_worked_out_as_far_as_they_are_constant() {
        let text = |it: &str| Text::verbatim(it, Span::new(FileId(0), 0, it.len()));
        let mut names = HashMap::default();
        for (name, value) in [("env.name", "xyz"), ("matrix.os.name", "a"), ("env.empty", "")] {
            names.insert(name.into(), text(value));
        }
        let scope = Scope::default().with(names);
        let unknown = UNKNOWN.to_string();
        for (written, wanted) in [
            ("a ${{ env.NAME }} b", "a xyz b"),
            ("${{env['name']}}-${{ matrix.os.name }}", "xyz-a"),
            ("${{ 'it''s }}' }}", "it's }}"),
            ("${{ secrets.X || 'b' }}", "b"),
            ("${{ env.empty || env.name }}", "xyz"),
            ("${{ github.x && 'yes' || 'no' }}", "yes"),
            ("${{ env.name == 'XYZ' && 1 || 2 }}", "1"),
            ("${{ !(env.name != 'xyz') && 'a' || 'b' }}", "a"),
            ("${{ format('{0}:{1}', env.name, 'b') }}", "xyz:b"),
            ("${{ hashFiles('**/x', 'y') }}", &unknown),
            ("${{ secrets.X }}", &unknown),
            ("${{ env.* }}", &unknown),
            ("${{ 'a' 'b' }}", &unknown),
            ("${{ env.name", "${{ env.name"),
            ("${X} $(y)", "${X} $(y)"),
        ] {
            assert_eq!(scope.expand(&text(written)).as_str(), wanted, "{written}");
        }
        let deep = format!("${{{{ {}1{} }}}}", "(".repeat(50_000), ")".repeat(50_000));
        assert!(!scope.expand(&text(&deep)).is_known());
    }
}
