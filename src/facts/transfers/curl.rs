//! What only curl does with addresses: its own globbing, and options that send it to another host than the address says.
//!
//! After curl(1): sections GLOBBING, `--connect-to`, `--resolve`, `--proxy`.

use std::ops::Range;

use crate::source::Text;

use super::super::url::{self, Url};
use super::super::word_list::has;

/// Texts made of one address. An attack needs one; honest downloads of more parts share their host.
const MAX_EXPANSIONS: usize = 64;

/// What `{a,b}` and `[1-3]` of an address expand to; empty where there is nothing to expand.
pub(super) fn expansions(word: &Text) -> Vec<Text> {
    if !word.contains(['{', '[']) {
        return Vec::new();
    }
    let mut all = vec![Text::empty(word.span())];
    let mut at = 0;
    let mut changed = false;
    while let Some(rest) = word.get(at..).filter(|rest| !rest.is_empty()) {
        let next = rest.find(['{', '[']).unwrap_or(rest.len());
        append(&mut all, word, at..at + next);
        at += next;
        let Some((choices, length)) = word.get(at..).and_then(choices) else {
            let end = word.len().min(at + 1);
            append(&mut all, word, at..end);
            at = end;
            continue;
        };
        changed = true;
        let span = word.span_of(at..at + length);
        let made = all.iter().flat_map(|text| {
            choices.iter().map(|choice| {
                let mut text = text.clone();
                text.push_made(choice, span);
                text
            })
        });
        all = made.take(MAX_EXPANSIONS).collect();
        at += length;
    }
    if changed { all } else { Vec::new() }
}

fn append(all: &mut [Text], word: &Text, range: Range<usize>) {
    for text in all {
        text.push_range(word, range.clone());
    }
}

/// The choices of a glob at the start of the text, and its length.
fn choices(text: &str) -> Option<(Vec<String>, usize)> {
    if let Some(rest) = text.strip_prefix('{') {
        let (inside, _) = rest.split_once('}')?;
        let all = inside.split(',').take(MAX_EXPANSIONS).map(str::to_owned).collect();
        return Some((all, inside.len() + 2));
    }
    let (inside, _) = text.strip_prefix('[')?.split_once(']')?;
    let (from, to) = inside.split_once('-')?;
    let to = to.split_once(':').map_or(to, |(to, _)| to);
    let length = inside.len() + 2;
    let all = match (from.parse::<u64>(), to.parse::<u64>()) {
        (Ok(first), Ok(last)) => {
            let width = from.len();
            (first..=last).take(MAX_EXPANSIONS).map(|number| format!("{number:0width$}")).collect()
        }
        _ => {
            let (mut first, mut last) = (from.chars(), to.chars());
            let range = first.next()?..=last.next()?;
            (first.next().is_none() && last.next().is_none()).then_some(())?;
            range.take(MAX_EXPANSIONS).map(String::from).collect::<Vec<_>>()
        }
    };
    (!all.is_empty()).then_some((all, length))
}

/// Hosts from which the bytes come whatever the address says.
pub(super) fn other_hosts(args: &[Text]) -> Vec<Url> {
    let mut out = Vec::new();
    let mut words = args.iter();
    while let Some(word) = words.next() {
        let (option, value) = match word.split_once('=').filter(|_| word.starts_with("--")) {
            Some((option, value)) => {
                (option, Some(word.slice(word.len() - value.len()..word.len())))
            }
            None if word.starts_with("--") => (word.as_str(), None),
            // `-xhost:port`, `-sx host:port`
            None if word.starts_with('-') => match word.find('x') {
                Some(at) => (
                    "--proxy",
                    Some(word.slice(at + 1..word.len())).filter(|value| !value.is_empty()),
                ),
                None => continue,
            },
            None => continue,
        };
        if !has(
            "--proxy --preproxy --proxy1.0 --socks4 --socks4a --socks5 --socks5-hostname --connect-to --resolve",
            option,
        ) {
            continue;
        }
        let Some(value) = value.or_else(|| words.next().cloned()) else { continue };
        out.extend(named_host(option, &value).and_then(|host| url::host_only(&host, "http")));
    }
    out
}

/// The part of the value that is the host.
fn named_host(option: &str, value: &Text) -> Option<Text> {
    let parts = value.as_str();
    let range = match option {
        // host:port:address[,address]
        "--resolve" => {
            let at = parts.match_indices(':').nth(1)?.0 + 1;
            at..parts.len()
        }
        // host:port:other:port
        "--connect-to" => {
            let at = parts.match_indices(':').nth(1)?.0 + 1;
            at..parts.rfind(':').filter(|end| *end > at).unwrap_or(parts.len())
        }
        _ if parts.contains("://") => return None,
        _ => 0..parts.len(),
    };
    Some(value.slice(range)).filter(|host| !host.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    fn expanded(word: &str) -> Vec<String> {
        let all = expansions(&Text::made(word, Span::default()));
        all.iter().map(|text| text.as_str().to_owned()).collect()
    }

    #[test]
    fn addresses_expand_as_curl_does() {
        assert_eq!(
            expanded("http://h/{a,b}[1-2].x"),
            ["http://h/a1.x", "http://h/a2.x", "http://h/b1.x", "http://h/b2.x"]
        );
        assert_eq!(expanded("http://h/x[08-09]"), ["http://h/x08", "http://h/x09"]);
        assert_eq!(expanded("http://h/[i-i]n{g}"), ["http://h/ing"]);
        assert!(expanded("http://[::1]/x").is_empty());
        assert!(expanded("http://h/{a").is_empty());
        assert_eq!(expanded("http://h/[1-99999999]").len(), MAX_EXPANSIONS);
    }

    #[test]
    fn other_hosts_are_those_that_are_asked() {
        let args = |words: &[&str]| {
            words.iter().map(|word| Text::made(*word, Span::default())).collect::<Vec<_>>()
        };
        let hosts = |words: &[&str]| {
            other_hosts(&args(words)).into_iter().map(|url| url.host).collect::<Vec<_>>()
        };
        assert_eq!(hosts(&["--connect-to", "::a.invalid:443"]), ["a.invalid"]);
        assert_eq!(hosts(&["--resolve", "h:80:192.0.2.9"]), ["192.0.2.9"]);
        assert_eq!(hosts(&["-sx", "p.invalid:3128"]), ["p.invalid"]);
        assert_eq!(hosts(&["--proxy=p.invalid:3128"]), ["p.invalid"]);
    }
}
