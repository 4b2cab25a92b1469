//! Whether a test holds, where all of its words are known.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::shell::evaluate::context::{Context, Ran, Unit};
use crate::shell::evaluate::vars::Value;
use crate::shell::evaluate::walker::Walker;
use crate::shell::evaluate::{arith, pattern};
use crate::shell::programs::which_shell::base_name;
use crate::shell::syntax::tree::{Place, Word};
use crate::source::Text;

impl Walker<'_> {
    /// `[[ … ]]` is emitted with its words as they expand.
    pub(crate) fn test(
        &mut self,
        unit: &Unit<'_>,
        words: &[Word],
        place: Place,
        context: &Context,
    ) -> Ran {
        let Some(id) = self.reserve(unit.span(place), context) else {
            return Ran::NOTHING;
        };
        let outer = self.outer_reads;
        let met = std::mem::replace(&mut self.alternatives, 1);
        let mut argv = Vec::with_capacity(words.len());
        for word in words {
            argv.push(self.single(unit, word, Some(id)));
        }
        let known = self.alternatives == 1 && self.outer_reads == outer;
        let status = if known { self.test_status(&argv) } else { None };
        self.alternatives = self.alternatives.max(met);
        self.keep_groups(unit, words, &argv);
        if let Some(command) = self.script.commands.get_mut(id) {
            command.argv = argv;
        }
        Ran { status, ..Ran::NOTHING }
    }

    /// `[[ text =~ expression ]]`: what its groups match is kept in an array. The words do not say all of an expression:
    /// parentheses stand between them.
    fn keep_groups(&mut self, unit: &Unit<'_>, words: &[Word], argv: &[Text]) {
        /// Expressions that take versions and names apart are shorter.
        const LONGEST: usize = 256;
        let Some(at) = argv.iter().position(|word| word.as_str() == "=~") else { return };
        let Some(text) = at.checked_sub(1).and_then(|before| argv.get(before)) else { return };
        let (Some(operator), Some(last)) = (words.get(at), words.last()) else { return };
        let whole = unit.slice(Place::new(operator.place.end, last.place.start));
        let expression = whole.split(" && ").next().unwrap_or_default();
        let expression = expression.split(" || ").next().unwrap_or_default().trim();
        // the whole expression is the value of one variable
        let named = expression.strip_prefix('$').map(|name| name.trim_matches(['{', '}']));
        let value = named.and_then(|name| self.variable(name)).cloned();
        let value = value.filter(Text::is_known);
        let expression = value.as_ref().map_or(expression, |value| value.as_str());
        let is_plain = !expression.contains(['"', '\'', '`']) && !names_variable(expression);
        if !is_plain || !text.is_known() || text.len() > LONGEST || expression.len() > LONGEST {
            return;
        }
        let expression = regex::RegexBuilder::new(expression).size_limit(1 << 16).build();
        let Some(groups) = expression.ok().and_then(|it| it.captures(text)) else { return };
        let group = |group: Option<regex::Match<'_>>| {
            group.map_or_else(|| Text::empty(text.span()), |group| text.slice(group.range()))
        };
        self.vars.set("BASH_REMATCH", Value::Array(groups.iter().map(group).collect()));
    }

    /// The status of `[ … ]`, `test …`, `[[ … ]]`, `true` and `false`; `None` for any other command, and for a test of
    /// files or of what is not known.
    pub(crate) fn test_status(&mut self, argv: &[Text]) -> Option<bool> {
        let (program, rest) = argv.split_first()?;
        let name = base_name(program);
        let words = match name {
            "true" | ":" => return Some(true),
            "false" => return Some(false),
            "test" => rest,
            "[" | "[[" => rest.split_last().map(|(_, words)| words)?,
            _ => return None,
        };
        if !words.iter().all(Text::is_known) {
            return None;
        }
        let mut hasher = DefaultHasher::new();
        for word in words {
            word.as_str().hash(&mut hasher);
        }
        self.tested = hasher.finish();
        let negations = words.iter().take_while(|word| word.as_str() == "!").count();
        let (negations, words) = match words.get(negations..) {
            Some([]) | None => (0, words),
            Some(rest) => (negations, rest),
        };
        let holds = match words {
            [] => false,
            [word] => !word.is_empty(),
            [operator, word] => match operator.as_str() {
                "-n" => !word.is_empty(),
                "-z" => word.is_empty(),
                _ => return None,
            },
            [left, operator, right] => self.compared(left, operator, right, name == "[[")?,
            _ => return None,
        };
        Some(holds != (negations % 2 == 1))
    }

    fn compared(
        &mut self,
        left: &str,
        operator: &str,
        right: &str,
        patterns: bool,
    ) -> Option<bool> {
        let numbers = || Some((arith::number(left.trim())?, arith::number(right.trim())?));
        Some(match operator {
            "=" | "==" => self.equals(left, right, patterns)?,
            "!=" => !self.equals(left, right, patterns)?,
            "-eq" => numbers().is_some_and(|(a, b)| a == b),
            "-ne" => numbers().map(|(a, b)| a != b)?,
            "-lt" => numbers().map(|(a, b)| a < b)?,
            "-le" => numbers().map(|(a, b)| a <= b)?,
            "-gt" => numbers().map(|(a, b)| a > b)?,
            "-ge" => numbers().map(|(a, b)| a >= b)?,
            _ => return None,
        })
    }

    fn equals(&mut self, left: &str, right: &str, patterns: bool) -> Option<bool> {
        if patterns { self.matches(right, left) } else { Some(left == right) }
    }

    /// True if the value matches a pattern of `case` or `[[ … ]]`; `None` for patterns of bash's own.
    pub(crate) fn matches(&mut self, pattern: &str, value: &str) -> Option<bool> {
        if pattern.contains('(') {
            return None;
        }
        Some(pattern::matches(pattern.as_bytes(), value.as_bytes(), &mut self.budget.steps))
    }
}

/// A `$` that is more than the end of what an expression matches.
fn names_variable(expression: &str) -> bool {
    expression
        .split('$')
        .skip(1)
        .any(|rest| rest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '{' | '(')))
}
