//! The wildcards of COPY and of ignore files, as regular expressions: time is linear in the path.
//!
//! Source: Go's `path/filepath.Match`, and `moby/patternmatcher` for `**`.

/// Characters that do not stand for themselves.
pub(crate) const WILDCARDS: [char; 4] = ['*', '?', '[', '\\'];

/// Whether a part of a path has wildcards.
pub(crate) fn is_wild(part: &str) -> bool {
    part.contains(WILDCARDS)
}

/// The regular expression (not anchored) for a pattern; `**` crosses `/` only if `deep`.
pub(crate) fn regex_of(pattern: &str, deep: bool) -> String {
    let mut out = String::new();
    let mut chars = pattern.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '*' if deep && chars.peek() == Some(&'*') => {
                while chars.next_if_eq(&'*').is_some() {}
                let slash = chars.next_if_eq(&'/').is_some();
                out.push_str(if slash { "(?:.*/)?" } else { ".*" });
            }
            '*' => out.push_str("[^/]*"),
            '?' => out.push_str("[^/]"),
            '[' => class(&mut chars, &mut out),
            '\\' => literal(chars.next().unwrap_or('\\'), &mut out),
            c => literal(c, &mut out),
        }
    }
    out
}

/// `[a-z]`, `[^a-z]`: everything up to the closing bracket, each character for itself.
fn class(chars: &mut std::iter::Peekable<std::str::Chars<'_>>, out: &mut String) {
    let rest: String = chars.clone().collect();
    let Some(end) = rest.char_indices().skip(1).find(|(_, c)| *c == ']').map(|(at, _)| at) else {
        literal('[', out);
        return;
    };
    let inside = rest.get(..end).unwrap_or_default();
    let (negated, inside) =
        inside.strip_prefix('^').map_or((false, inside), |inside| (true, inside));
    out.push_str(if negated { "[^" } else { "[" });
    for c in inside.chars().filter(|c| *c != '\\') {
        if c != '-' {
            out.push('\\');
        }
        if c.is_ascii_alphanumeric() || c == '_' || !c.is_ascii() {
            out.pop();
        }
        out.push(c);
    }
    out.push(']');
    for _ in 0..=inside.chars().count() + usize::from(negated) {
        chars.next();
    }
}

fn literal(c: char, out: &mut String) {
    let mut buffer = [0; 4];
    out.push_str(&regex::escape(c.encode_utf8(&mut buffer)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use regex::Regex;

    fn matches(pattern: &str, path: &str, deep: bool) -> bool {
        Regex::new(&format!("^{}$", regex_of(pattern, deep))).unwrap().is_match(path)
    }

    #[test]
    fn wildcards_match_as_in_go() {
        for (pattern, path, expected) in [
            ("*.sh", "a.sh", true),
            ("*.sh", "d/a.sh", false),
            ("a?c", "abc", true),
            ("a?c", "a/c", false),
            ("[a-c]x", "bx", true),
            ("[^a-c]x", "bx", false),
            ("[^a-c]x", "zx", true),
            ("a\\*b", "a*b", true),
            ("a\\*b", "axb", false),
            ("a.b", "axb", false),
            ("a[", "a[", true),
            ("[[]x", "[x", true),
        ] {
            assert_eq!(matches(pattern, path, false), expected, "{pattern} {path}");
        }
        assert!(matches("**/*.sh", "a.sh", true) && matches("**/*.sh", "d/e/a.sh", true));
        assert!(matches("d/**", "d/e/f", true) && !matches("d/**", "e/f", true));
    }
}
