//! `$(NAME)` in commands and variables, as the kubelet puts in values.
//!
//! Follows `k8s.io/kubernetes/third_party/forked/golang/expansion`.

use crate::source::Text;

/// Longest text that Linux takes as an argument or a variable (`MAX_ARG_STRLEN`): no container starts with a longer one.
const LONGEST: usize = 128 << 10;

/// Bytes that all expansions of a file may come to.
const MOST: usize = 16 << 20;

/// Variables and files that all containers of a file may be given of ConfigMaps and Secrets: a real file has hundreds.
const MOST_ENTRIES: usize = 100_000;

/// What the containers of a file may still be given.
#[derive(Debug)]
pub(super) struct Budget {
    bytes: usize,
    entries: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self { bytes: MOST, entries: MOST_ENTRIES }
    }
}

impl Budget {
    pub(super) fn is_spent(&self) -> bool {
        self.bytes == 0 || self.entries == 0
    }

    /// True if so many variables or files may still be given.
    pub(super) fn takes_entries(&mut self, count: usize) -> bool {
        let takes = count < self.entries;
        self.entries = if takes { self.entries - count } else { 0 };
        takes
    }

    /// The text with the values of variables; one that is not set stays as it is written.
    pub(super) fn expand<'v>(
        &mut self,
        text: &Text,
        get: impl Fn(&str) -> Option<&'v Text>,
    ) -> Text {
        if !text.contains('$') {
            return text.clone();
        }
        let mut out = Text::empty(text.span());
        let (mut done, mut at) = (0, 0);
        while let Some(found) = text.get(at..).and_then(|rest| rest.find('$')) {
            let dollar = at + found;
            let Some(rest) = text.get(dollar + 1..).filter(|rest| !rest.is_empty()) else { break };
            let name =
                rest.strip_prefix('(').and_then(|rest| rest.split_once(')')).map(|(name, _)| name);
            match (rest.chars().next(), name) {
                (Some('$'), _) => {
                    out.push_range(text, done..dollar);
                    out.push_made("$", text.span_of(dollar..dollar + 2));
                    (done, at) = (dollar + 2, dollar + 2);
                }
                (Some('('), Some(name)) => {
                    let end = dollar + name.len() + 3;
                    if let Some(value) = get(name) {
                        out.push_range(text, done..dollar);
                        if !self.takes(out.len() + value.len()) {
                            out.push_unknown(text.span_of(dollar..end));
                            return out;
                        }
                        out.push_through(value, text.span_of(dollar..end));
                        done = end;
                    }
                    at = end;
                }
                (next, _) => at = dollar + 1 + next.map_or(0, char::len_utf8),
            }
        }
        out.push_range(text, done..text.len());
        out
    }

    fn takes(&mut self, length: usize) -> bool {
        let takes = length <= LONGEST && length <= self.bytes;
        self.bytes = if takes { self.bytes - length } else { 0 };
        takes
    }
}

#[cfg(test)]
mod tests {
    use super::Budget;
    use crate::source::{Span, Text};

    fn expanded(text: &str) -> String {
        let value = Text::made("pool", Span::default());
        let get = |name: &str| (name == "X").then_some(&value);
        Budget::default().expand(&Text::made(text, Span::default()), get).as_str().to_owned()
    }

    #[test]
    fn variables_are_put_in_as_the_kubelet_does() {
        for (written, wanted) in [
            ("$(X):1", "pool:1"),
            ("$$(X)", "$(X)"),
            ("$$$(X)", "$pool"),
            ("$(Y)$(X)", "$(Y)pool"),
            ("$(X", "$(X"),
            ("$X ${X} $", "$X ${X} $"),
            ("a$", "a$"),
            ("é$(X)é", "époolé"),
        ] {
            assert_eq!(expanded(written), wanted, "{written}");
        }
    }

    #[test]
    fn variables_that_double_each_other_end() {
        let mut budget = Budget::default();
        let mut value = Text::made("x", Span::default());
        for _ in 0..40 {
            let text = Text::made("$(A)$(A)", Span::default());
            let before = value.clone();
            value = budget.expand(&text, |_| Some(&before));
        }
        assert!(budget.is_spent());
    }
}
