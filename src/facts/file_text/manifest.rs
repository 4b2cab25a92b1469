//! Manifests that install or fetch, read as the commands that they stand for: `package.json` as its scripts,
//! `requirements.txt` as `pip install …`, a configuration of curl as its URLs.
//!
//! Every word keeps its place in the manifest.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use crate::facts::NamesRun;
use crate::facts::autostart::{Reader, each_line};
use crate::source::Text;

/// The reader for a file of this name; `run` tells what commands are given as their configuration.
pub(crate) fn reader(name: &str, run: &NamesRun) -> Option<Reader> {
    let lower = name.to_ascii_lowercase();
    match lower.as_str() {
        "package.json" => return Some(package_json),
        "cargo.toml" => return Some(cargo_toml),
        "sources.list" => return Some(apt_sources),
        ".npmrc" => return Some(npmrc),
        "pip.conf" | "pip.ini" => return Some(pip_conf),
        _ => {}
    }
    let stem = lower.strip_suffix(".txt").unwrap_or_default();
    if stem.starts_with("requirements") || stem.starts_with("constraints") {
        return Some(requirements_txt);
    }
    run.is_list_of_urls(name).then_some(urls)
}

/// `"scripts": { "postinstall": "…" }`: npm runs them.
fn package_json(content: &Text) -> Text {
    #[derive(serde::Deserialize)]
    struct Package<'a> {
        #[serde(borrow, default)]
        scripts: BTreeMap<String, &'a RawValue>,
    }
    let mut out = Text::empty(content.span());
    let text = content.as_str();
    let Ok(package) = serde_json::from_str::<Package<'_>>(text) else {
        return out;
    };
    for raw in package.scripts.values() {
        let Ok(script) = serde_json::from_str::<String>(raw.get()) else {
            continue;
        };
        let start = (raw.get().as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
        let inside = start + 1..(start + raw.get().len()).saturating_sub(1);
        if text.get(inside.clone()) == Some(script.as_str()) {
            out.push_range(content, inside);
        } else {
            // escapes: the value stands for the whole string
            out.push_opaque(&script, content.span_of(inside));
        }
        out.push_opaque("\n", content.span());
    }
    out
}

/// Each line is a package, an option of pip, or an address.
fn requirements_txt(content: &Text) -> Text {
    each_line(content, "#", |line, out| {
        command(out, "pip install ", line);
    })
}

/// `git = "https://…"` of a dependency.
fn cargo_toml(content: &Text) -> Text {
    each_line(content, "#", |line, out| {
        let Some(at) = line
            .find("git")
            .filter(|at| line.get(at + 3..).is_some_and(|rest| rest.trim_start().starts_with('=')))
        else {
            return;
        };
        let mut quotes = line.get(at..).unwrap_or_default().match_indices('"');
        if let (Some((open, _)), Some((close, _))) = (quotes.next(), quotes.next()) {
            command(out, "git clone ", &line.slice(at + open + 1..at + close));
        }
    })
}

/// `deb URL suite component`.
fn apt_sources(content: &Text) -> Text {
    each_line(content, "#", |line, out| {
        command(out, "add-apt-repository ", line);
    })
}

/// `registry=URL`.
fn npmrc(content: &Text) -> Text {
    each_line(content, ";#", |line, out| {
        if line.contains("registry") {
            command(out, "npm config set ", line);
        }
    })
}

/// `index-url = URL`.
fn pip_conf(content: &Text) -> Text {
    each_line(content, ";#", |line, out| {
        if line.contains("index-url") || line.contains("find-links") {
            command(out, "pip config set ", line);
        }
    })
}

/// What `curl -K` and `wget -i` are given: a URL a line, behind `url =` or alone.
fn urls(content: &Text) -> Text {
    each_line(content, "#", |line, out| {
        for url in crate::facts::url::find(line) {
            command(out, "curl ", &url.text);
        }
    })
}

/// One command: constant words, then those of the manifest, each quoted.
fn command(out: &mut Text, program: &str, words: &Text) {
    out.push_opaque(program, words.span());
    let mut at = 0;
    for word in words.as_str().split_inclusive([' ', '\t']) {
        let range = at..at + word.trim_end().len();
        at += word.len();
        if range.is_empty() || word.contains('\'') {
            continue;
        }
        out.push_opaque("'", words.span());
        out.push_range(words, range);
        out.push_opaque("' ", words.span());
    }
    out.push_opaque("\n", words.span());
}
