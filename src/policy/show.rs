//! A policy as a whole, after everything that it extends: each key with the line that decided it. Only shows; `decide` decides.

use super::exception_text::toml_string;
use super::settings::{Policy, RulePolicy};
use super::{DecidedBy, Exception};
use crate::finding::Action;
use crate::pattern::PathPattern;
use crate::rules::{self, Setting};
use crate::source::{Sources, Span};

/// The merged policy in TOML, a comment behind each key; text of the policy files stands in it as it was written.
pub(crate) fn show(policy: &Policy, sources: &Sources) -> String {
    let lines = Lines { sources };
    let mut out = String::new();
    let mut root = |key: &str, value: String| {
        let by = policy.keys.get(key).map_or_else(|| "built in".to_owned(), |at| lines.place(*at));
        out.push_str(&format!("{key} = {value}  # {by}\n"));
    };
    root("preset", toml_string(policy.preset.word()));
    root("inline-ignores", toml_string(policy.inline.word()));
    root("fail-on", toml_string(policy.fail_on.word()));
    root("require-expiry", policy.require_expiry.to_string());
    if let Some(url) = &policy.docs_url {
        root("docs-url", toml_string(url.as_str()));
    }
    let free: Vec<&str> = policy.free.iter().map(String::as_str).collect();
    root("free", list(free));
    if policy.keys.contains_key("files") {
        let patterns = |patterns: &[PathPattern]| list(patterns.iter().map(PathPattern::as_str));
        out.push_str(&format!("\n[files]  # {}\n", lines.of(policy, "files")));
        out.push_str(&format!("include = {}\n", patterns(&policy.files.include)));
        out.push_str(&format!("exclude = {}\n", patterns(&policy.files.exclude)));
        out.push_str(&format!("workflows = {}\n", policy.files.workflows));
    }
    for meta in rules::known_rules() {
        if let Some(rule) = policy.rules.get(meta.id) {
            lines.rule(rule, &mut out);
        }
    }
    for exception in &policy.exceptions {
        lines.exception(exception, &mut out);
    }
    out
}

struct Lines<'s> {
    sources: &'s Sources,
}

impl Lines<'_> {
    fn place(&self, span: Span) -> String {
        let Some(file) = self.sources.get(span.file) else { return "built in".to_owned() };
        format!("{}:{}", one_line(file.name()), file.lines().line_of(span.start) + 1)
    }

    fn of(&self, policy: &Policy, key: &str) -> String {
        policy.keys.get(key).map_or_else(String::new, |at| self.place(*at))
    }

    fn rule(&self, rule: &RulePolicy, out: &mut String) {
        let by = match &rule.by {
            DecidedBy::Preset(preset) => format!("preset {}", preset.word()),
            DecidedBy::CommandLine => "command line".to_owned(),
            DecidedBy::Policy(span)
            | DecidedBy::Exception { span, .. }
            | DecidedBy::Inline { span, .. } => self.place(*span),
        };
        let action = match rule.setting {
            Setting::Off => "off",
            Setting::On(Action::Go) => "go",
            Setting::On(Action::Warn) => "warn",
            Setting::On(Action::Stop) => "stop",
        };
        out.push_str(&format!("\n[rules.{}]\naction = \"{action}\"  # {by}\n", rule.meta.id));
        for option in &rule.options {
            let value = String::from_utf8_lossy(self.sources.slice(option.value));
            let (name, value) = (one_line(&option.name), value_on_one_line(&value));
            out.push_str(&format!("{name} = {value}  # {}\n", self.place(option.key)));
        }
    }

    fn exception(&self, exception: &Exception, out: &mut String) {
        let Exception { span, rules, files, fingerprints, matching, reason, expires } = exception;
        out.push_str(&format!("\n[[exceptions]]  # {}\n", self.place(*span)));
        let rules = rules.as_deref().unwrap_or(&["*"]);
        out.push_str(&format!("rules = {}\n", list(rules.iter().copied())));
        if !files.is_empty() {
            let files = files.iter().map(PathPattern::as_str);
            out.push_str(&format!("files = {}\n", list(files)));
        }
        if !fingerprints.is_empty() {
            let names = fingerprints.iter().map(String::as_str);
            out.push_str(&format!("fingerprints = {}\n", list(names)));
        }
        if let Some(pattern) = matching {
            out.push_str(&format!("match = {}\n", toml_string(pattern.as_str())));
        }
        out.push_str(&format!("reason = {}\n", toml_string(reason)));
        if let Some(last) = expires {
            out.push_str(&format!("expires = {last}\n"));
        }
    }
}

fn list<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    let texts: Vec<String> = texts.into_iter().map(toml_string).collect();
    format!("[{}]", texts.join(", "))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A value that was written on several lines, without its comments; what stands in quotes stays as it is.
fn value_on_one_line(text: &str) -> String {
    let mut out = String::new();
    let mut quote = None;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some('"'), '\\') => {
                out.push(c);
                out.extend(chars.next());
            }
            (Some('"'), '\n') => out.push_str("\\n"),
            (Some(open), _) => {
                out.push(c);
                quote = quote.filter(|_| c != open);
            }
            (None, '"' | '\'') => {
                out.push(c);
                quote = Some(c);
            }
            (None, '#') => drop(chars.find(|c| *c == '\n')),
            (None, _) if c.is_whitespace() => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            (None, _) => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::value_on_one_line;

    #[test]
    fn a_value_on_one_line_is_the_same_value() {
        for (written, shown) in [
            ("\"a\"", "\"a\""),
            ("[\n  \"a\",  # why \"x\"\n  'b' # end\n]", "[ \"a\", 'b' ]"),
            ("[\"a  b\", 'c # d', \"e # f\"]", "[\"a  b\", 'c # d', \"e # f\"]"),
            ("[\"a\\\" # b\", 'c\\', \"d\"] # e", "[\"a\\\" # b\", 'c\\', \"d\"] "),
            ("\"\"\"a\nb\"\"\"", "\"\"\"a\\nb\"\"\""),
            ("true", "true"),
        ] {
            assert_eq!(value_on_one_line(written), shown);
            let read = |text: &str| format!("a = {text}").parse::<toml::Table>().expect("TOML");
            assert_eq!(read(written), read(shown), "{written}");
        }
    }
}
