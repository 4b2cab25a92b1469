//! Rules of YARA: patterns that a detector looks for. A file that only looks like them is none.

/// The text is made of rules alone. A shell that were given it would find no command in any of its lines.
pub(in crate::facts) fn is_yara(text: &str) -> bool {
    let mut part = Part::Outside;
    let mut rules = 0_usize;
    let mut in_comment = false;
    for line in text.lines().map(str::trim) {
        if in_comment || line.starts_with("/*") {
            in_comment = !line.ends_with("*/");
            continue;
        }
        if line.is_empty() || line.starts_with("//") || matches!(line, "{" | "}") {
            if line == "}" {
                part = Part::Outside;
            }
            continue;
        }
        part = match line.trim_end_matches('{').trim_end() {
            "meta:" => Part::Meta,
            "strings:" => Part::Strings,
            "condition:" => Part::Condition,
            head if part == Part::Outside => {
                let Some(is_rule) = outside(head) else { return false };
                rules += usize::from(is_rule);
                Part::Outside
            }
            _ if part.has(line) => part,
            _ => return false,
        };
    }
    rules > 0
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Outside,
    Meta,
    Strings,
    Condition,
}

impl Part {
    /// The line may stand in this part.
    fn has(self, line: &str) -> bool {
        match self {
            Self::Outside => false,
            Self::Meta => is_assignment(line, is_word),
            Self::Strings => is_assignment(line, |name| {
                name.strip_prefix('$').is_some_and(|it| it.is_empty() || is_word(it))
            }),
            Self::Condition => is_condition(line),
        }
    }
}

/// Whether the line in front of the braces starts a rule; `None` if it is of no such file.
fn outside(line: &str) -> Option<bool> {
    let mut words = line.split_whitespace();
    match words.next()? {
        "import" | "include" => line.ends_with('"').then_some(false),
        "rule" => {
            words.next().is_some_and(|name| is_word(name.trim_end_matches(':'))).then_some(true)
        }
        "private" | "global" => (words.next() == Some("rule")).then_some(true),
        _ => None,
    }
}

fn is_word(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// `name = "text" modifiers`, `name = { 4D 5A }`, `name = /x/`
fn is_assignment(line: &str, is_name: impl Fn(&str) -> bool) -> bool {
    line.split_once('=').is_some_and(|(name, value)| {
        let value = value.trim_start();
        let starts =
            value.starts_with(['"', '{', '/']) || value.starts_with(|c: char| c.is_ascii_digit());
        is_name(name.trim_end()) && (starts || matches!(value, "true" | "false"))
    })
}

/// A condition has neither pipes nor paths, and starts as one.
fn is_condition(line: &str) -> bool {
    const FIRST: [&str; 18] = [
        "all",
        "and",
        "any",
        "defined",
        "elf",
        "entrypoint",
        "false",
        "filesize",
        "for",
        "hash",
        "int16",
        "int32",
        "math",
        "none",
        "not",
        "or",
        "pe",
        "true",
    ];
    let first = line.trim_start_matches(['(', ' ', '!', '-']);
    let end = first.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(first.len());
    let word = first.get(..end).unwrap_or_default();
    let starts = word.is_empty()
        || word.starts_with(|c: char| c.is_ascii_digit())
        || FIRST.contains(&word)
        || word.starts_with("uint");
    starts
        && !line.contains([';', '|', '`', '&', '\\'])
        && !line.contains("$(")
        && !line.contains('/')
}

#[cfg(test)]
mod tests {
    use super::is_yara;

    const RULE: &str = "import \"pe\"\n// x\nrule a : b\n{\n  meta:\n    c = \"d\"\n  strings:\n    $e = \"f\" ascii\n    $g = { 4D }\n  condition:\n    uint32(0) == 1 and 2 of them\n}\n";

    #[test]
    fn rules_are_told_from_scripts() {
        assert!(is_yara(RULE));
        for other in ["", "a b\n", "rule\n", "// x\n"] {
            assert!(!is_yara(other), "{other}");
        }
        for line in ["curl x | sh", "/tmp/x of them", "x of them", "all; x", "xmrig -o a"] {
            assert!(!is_yara(&RULE.replace("uint32(0) == 1 and 2 of them", line)), "{line}");
            assert!(!is_yara(&RULE.replace("import \"pe\"", line)), "{line}");
        }
        assert!(!is_yara(&RULE.replace("$e = \"f\" ascii", "xmrig -o a=b")));
    }
}
