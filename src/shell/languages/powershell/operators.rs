//! Operators of PowerShell that make one text of others, as far as all of them are known. None makes a text that is longer
//! than anything else that is worked out.

use crate::shell::programs::output::MAX_OUTPUT;
use crate::source::Text;

/// The words with the operators that make texts worked out: `'{1}{0}' -f 'b','a'`, `'axb' -replace 'x',''`.
pub(super) fn operated(words: Vec<Text>) -> Vec<Text> {
    let [format, operator, rest @ ..] = words.as_slice() else { return words };
    let made = match operator.to_ascii_lowercase().as_str() {
        "-f" => formatted(format, rest),
        "-replace" | "-creplace" | "-ireplace" => {
            let to = rest.get(1).map_or("", Text::as_str);
            let fits = format.len().saturating_mul(to.len().max(1)) <= MAX_OUTPUT;
            let from = rest.first().filter(|from| !from.is_empty() && fits);
            from.map(|from| format.replace(from.as_str(), to))
        }
        _ => None,
    };
    match made {
        Some(made) => vec![Text::made(made, format.span())],
        None => words,
    }
}

/// The text with values in the place of `{0}`, `{1}` and so on; `None` if it grows too long.
fn formatted(format: &str, values: &[Text]) -> Option<String> {
    let (mut out, mut rest) = (String::new(), format);
    while let Some((before, behind)) = rest.split_once('{') {
        let item = behind.split_once('}');
        let value = item.and_then(|(number, _)| values.get(number.parse::<usize>().ok()?));
        out.push_str(before);
        match (value, item) {
            (Some(value), Some((_, behind))) => {
                out.push_str(value);
                rest = behind;
            }
            _ => {
                out.push('{');
                rest = behind;
            }
        }
        if out.len() > MAX_OUTPUT {
            return None;
        }
    }
    out.push_str(rest);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    fn said(words: &[&str]) -> Vec<String> {
        let words = words.iter().map(|word| Text::made(*word, Span::default())).collect();
        operated(words).iter().map(|word| word.as_str().to_owned()).collect()
    }

    #[test]
    fn a_format_takes_each_value_as_it_is() {
        assert_eq!(said(&["{1}{0}-{2}{x", "-f", "b", "{0}a"]), ["{0}ab-{2}{x"]);
        assert_eq!(said(&["axb", "-replace", "x", ""]), ["ab"]);
        assert_eq!(said(&["axb", "-join", "x"]), ["axb", "-join", "x"]);
    }

    #[test]
    fn a_text_that_grows_too_long_is_not_made() {
        let long = "x".repeat(MAX_OUTPUT);
        assert_eq!(said(&["{0}{0}", "-f", &long]).len(), 3);
        assert_eq!(said(&["aa", "-replace", "a", &long]).len(), 4);
        // what stands in a value is not worked out again
        let doubled: Vec<String> =
            (1..60).map(|number| format!("{{{number}}}{{{number}}}")).collect();
        let words: Vec<&str> =
            ["{0}{0}", "-f"].into_iter().chain(doubled.iter().map(String::as_str)).collect();
        assert_eq!(said(&words), ["{1}{1}{1}{1}"]);
    }
}
