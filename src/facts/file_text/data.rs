//! Texts that a program finds by itself: files of settings, and the scripts of web pages.

use std::ops::Range;

use crate::byte_search::long_runs;
use crate::dockerfile::Keyword;
use crate::facts::settings::{Setting, hocon, ini, is_hocon, json, xml, yaml};
use crate::facts::{Document, Facts, NamesRun, Place, page};
use crate::intel::wallet::{self, Confidence};
use crate::source::Text;

/// Larger files are data bases, lists and translations, and no configuration that somebody writes. Pages may have any size.
const LARGEST: usize = 64 << 10;

/// Endings of pages, and of templates that become one.
const PAGES: [&str; 15] = [
    "html", "htm", "xhtml", "xht", "shtml", "svg", "ejs", "vue", "svelte", "erb", "hbs", "twig",
    "jsp", "cshtml", "aspx",
];

/// How such a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Data {
    Json,
    Yaml,
    Lines,
    Xml,
    Page,
}

/// How the text of a file of this name is read; `None` if no program would find settings in it.
pub(crate) fn kind(name: &str, text: &str) -> Option<Data> {
    let lower = name.to_ascii_lowercase();
    let ending = lower.rsplit_once('.').map_or("", |(_, ending)| ending);
    if PAGES.contains(&ending) && (page::has_script(text) || page::has_handlers(text)) {
        return Some(Data::Page);
    }
    if text.len() > LARGEST {
        return None;
    }
    let is_xml = matches!(ending, "xml" | "plist" | "config");
    let kind = match ending {
        _ if is_xml && text.trim_start_matches('\u{feff}').trim_start().starts_with('<') => {
            // most have nothing but addresses of their own grammar
            let names_pool =
                || text.to_ascii_lowercase().contains("pool") || text.contains("stratum");
            return names_pool().then_some(Data::Xml);
        }
        "json" | "json5" | "jsonc" => Data::Json,
        "yaml" | "yml" => Data::Yaml,
        "toml" | "ini" | "conf" | "cfg" | "cnf" | "config" | "env" | "properties" | "settings" => {
            Data::Lines
        }
        _ if lower.starts_with(".env") => Data::Lines,
        // lists of pools and options that clients find by these names
        "txt"
            if matches!(stem(&lower), "epools" | "dpools")
                || stem(&lower) == "config" && is_options(text) =>
        {
            Data::Lines
        }
        _ if may_be_of_page(ending, text) => return Some(Data::Page),
        _ => return None,
    };
    (kind == Data::Lines || has_address(text) || tells_of_mining(text)).then_some(kind)
}

fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// Where a wallet stands in the text: one that hardly anything but mining pays to, or in a short text that also has the address of
/// something any other one.
pub(crate) fn loose_wallet(text: &str) -> Option<Range<usize>> {
    // Monero's, which is the shortest of them
    const SHORTEST: usize = 95;
    let of = |shortest, least| {
        long_runs(text.as_bytes(), shortest, |byte| byte.is_ascii_alphanumeric()).find_map(|run| {
            let found = wallet::find(text.get(run.clone())?)
                .find(|it| it.confidence <= least && !it.test_network)?;
            Some(run.start + found.range.start..run.start + found.range.end)
        })
    };
    of(SHORTEST, Confidence::High).or_else(|| {
        let may_name_pool = text.len() <= LARGEST && has_address(text);
        may_name_pool.then(|| of(wallet::SHORTEST, Confidence::Medium)).flatten()
    })
}

/// The text, and behind it what its settings say where they do not say it as it is written: `\u0078`.
pub(crate) fn spelled_out(content: &Text, settings: &[Setting]) -> Text {
    let mut out = content.clone();
    if content.contains('\\') {
        for value in settings.iter().map(|it| &it.value).filter(|it| !it.is_as_written()) {
            out.push_made("\n", value.span());
            out.push(value);
        }
    }
    out
}

/// Keys of nodes that mine by themselves may stand in it; most such files name no address.
fn tells_of_mining(text: &str) -> bool {
    let has = |word: &str| memchr::memmem::find(text.as_bytes(), word.as_bytes()).is_some();
    ["mining", "Mining", "smeshing"].into_iter().any(has)
}

/// A build may put the text into pages, whatever it is called; what only tells of scripts, lists or changes them does not
/// end like that.
fn may_be_of_page(ending: &str, text: &str) -> bool {
    const OTHERS: [&str; 20] = [
        "adoc", "csv", "diff", "har", "list", "log", "lst", "map", "markdown", "md", "mdx", "org",
        "patch", "po", "pot", "rst", "rules", "snap", "tsv", "yar",
    ];
    !OTHERS.contains(&ending) && page::has_script(text)
}

/// A port or a scheme stands somewhere: `x:1`, `a://b`, escapes that may hide one.
fn has_address(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b':', bytes).any(|at| {
        match (at.checked_sub(1).and_then(|before| bytes.get(before)), bytes.get(at + 1)) {
            (Some(before), Some(next)) => {
                (before.is_ascii_alphanumeric() || *before == b']')
                    && (next.is_ascii_digit() || *next == b'/')
            }
            _ => false,
        }
    }) || text.contains("\\u00")
        || ["\"port\"", "\"Port\""].iter().any(|key| text.contains(key))
}

/// The settings of a text that is called so, by the look of it where the name says nothing.
pub(crate) fn settings(name: &str, content: &Text) -> Vec<Setting> {
    match kind(name, content) {
        Some(Data::Json) => json(content),
        Some(Data::Yaml) => yaml(content),
        Some(Data::Lines) if name.ends_with(".properties") => dotted(ini(content)),
        Some(Data::Lines) if starts_as_object(content) => json(content),
        Some(Data::Lines) if content.starts_with("POOL:") => pools(content),
        Some(Data::Lines) if is_options(content) => options(content),
        Some(Data::Lines) if is_hocon(content) => hocon(content),
        Some(Data::Lines) => ini(content),
        Some(Data::Xml) => xml(content),
        Some(Data::Page) => Vec::new(),
        None if content.len() > LARGEST => Vec::new(),
        None if content.trim_start().starts_with('{') => json(content),
        None if is_options(content) => options(content),
        None if is_pairs(content) => ini(content),
        None => Vec::new(),
    }
}

/// An object of JSON5 under a name of settings in lines: at once, or on a line of its own behind comments.
fn starts_as_object(text: &str) -> bool {
    let is_comment =
        |line: &str| line.is_empty() || line.starts_with("//") || line.starts_with('#');
    text.trim_start().starts_with('{')
        || text.lines().map(str::trim).find(|line| !is_comment(line)) == Some("{")
}

/// The settings of a text of any size: for those who look whether it only tells of a name.
pub(crate) fn all_settings(document: &Document) -> Vec<Setting> {
    let content = &document.content;
    if !document.settings.is_empty() || content.len() <= LARGEST {
        return document.settings.clone();
    }
    let is_yaml = [".yml", ".yaml"].iter().any(|ending| document.path.ends_with(ending));
    match content.trim_start().starts_with(['{', '[']) {
        true => json(content),
        false if is_yaml => yaml(content),
        false => Vec::new(),
    }
}

/// `a.b.c=d` of Java: the key is `c`, of the section `a.b`.
fn dotted(mut settings: Vec<Setting>) -> Vec<Setting> {
    for setting in &mut settings {
        if let Some(dot) = setting.key.rfind('.') {
            setting.section = setting.key.get(..dot).unwrap_or_default().into();
            setting.key = setting.key.slice(dot + 1..setting.key.len());
        }
    }
    settings
}

/// Lines that are looked at to tell how a text is written.
const MOST_LINES: usize = 64;

/// Each line is an option, as a program takes it from a file.
fn is_options(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let is_option = |line: &str| {
        let name = line.trim_start_matches('-');
        name.len() < line.len() && name.starts_with(|c: char| c.is_ascii_alphabetic())
    };
    text.contains('\n') && lines.by_ref().take(MOST_LINES).all(is_option) && lines.next().is_none()
}

/// Each line is a name and a value behind `=`.
fn is_pairs(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let is_name = |name: &str| {
        let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
        !name.is_empty() && name.chars().all(part)
    };
    let is_pair = |line: &str| {
        line.starts_with(['#', ';', '['])
            || line.split_once('=').is_some_and(|(name, _)| is_name(name.trim()))
    };
    text.contains('\n') && lines.by_ref().take(MOST_LINES).all(is_pair) && lines.next().is_none()
}

/// `POOL: host:port, WALLET: x, PSW: y`: a pool in each line.
fn pools(content: &Text) -> Vec<Setting> {
    let mut plain = Text::empty(content.span());
    for line in content.whole_lines() {
        let mut at = 0;
        for part in line.as_str().split_inclusive(',') {
            let pair = line.slice(at..at + part.trim_end_matches(',').len()).trimmed();
            at += part.len();
            let Some(colon) = pair.find(':') else { continue };
            plain.push_made(
                &pair.get(..colon).unwrap_or_default().to_ascii_lowercase(),
                pair.span(),
            );
            plain.push_made("=", pair.span());
            plain.push(&pair.slice(colon + 1..pair.len()).trimmed());
            plain.push_made("\n", pair.span());
        }
    }
    ini(&plain)
}

/// `--name value`, `-name=value` as settings.
fn options(content: &Text) -> Vec<Setting> {
    let mut plain = Text::empty(content.span());
    for line in content.whole_lines() {
        let text = line.trimmed();
        let start = text.len() - text.trim_start_matches('-').len();
        let text = text.slice(start..text.len());
        let name = text.find([' ', '\t', '=']).unwrap_or(text.len());
        plain.push_range(&text, 0..name);
        plain.push_made("=", text.span());
        let value = text.slice((name + 1).min(text.len())..text.len()).trimmed();
        plain.push(&value);
        plain.push_made("\n", text.span());
    }
    ini(&plain)
}

/// A file that the Dockerfile itself writes.
fn written(place: Place, path: Text, content: Text) -> Document {
    let name = path.rsplit('/').next().unwrap_or_default();
    let settings = settings(name, &content);
    Document { settings, ..Document::text(place, path, content, true) }
}

/// The same, with what it loads if it is a page.
pub(crate) fn observe_written(place: Place, path: Text, content: Text, facts: &mut Facts) {
    let document = written(place, path, content);
    if kind(document.name(), &document.content) == Some(Data::Page) {
        page::observe(&document.content, place, facts);
    }
    facts.documents.push(document);
}

/// Files that a container only finds: what no command hands to a program is judged by its keys, as a copied file is.
pub(crate) fn lie_there(facts: &mut Facts) {
    let run = NamesRun::of(&facts.commands);
    for document in facts.documents.iter_mut().filter(|it| !it.script && !it.code) {
        let name = document.name();
        if document.place.keyword == Keyword::Copy && !run.is_given(name) && !run.has(name) {
            document.started = false;
            document.content = Text::empty(document.content.span());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Data, kind};

    #[test]
    fn only_texts_that_may_name_a_server_are_read() {
        assert_eq!(kind("a.json", "{\"a\":\"h:1\"}"), Some(Data::Json));
        assert_eq!(kind("a.json", "{\"a\": 1}"), None);
        assert_eq!(kind(".env.local", "A=b"), Some(Data::Lines));
        assert_eq!(kind("a.md", "h:1"), None);
        assert_eq!(kind("config.txt", "-a h:1\n-b c\n"), Some(Data::Lines));
        assert_eq!(kind("config.txt", "read me\n"), None);
        assert_eq!(kind("epools.txt", "POOL: h:1, WALLET: a\n"), Some(Data::Lines));
        assert_eq!(kind("a.part", "<script src='x'></script>"), Some(Data::Page));
        assert_eq!(kind("a", "<p><script>x()</script>"), Some(Data::Page));
        assert_eq!(kind("a.md", "<script src='x'></script>"), None);
        assert_eq!(kind("a.part", "<p>x</p>"), None);
        assert_eq!(kind("a.json", &format!("\"h:1\"{}", " ".repeat(70_000))), None);
    }
}
