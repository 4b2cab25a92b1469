//! What a web page loads and runs in a browser: its scripts, handlers of its elements, and what its frames show. It does not
//! judge, and knows no language of scripts.

use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};

use super::{Dependency, Facts, Place};
use crate::source::Text;

/// Pages in the `srcdoc` of frames of pages, one inside the other; nobody writes even two. One that is deeper is read as code.
const DEEPEST: usize = 4;

/// Adds what a web page loads; gives the code that stands in it.
pub(super) fn observe(content: &Text, place: Place, facts: &mut Facts) -> Text {
    let (inline, loaded) = scripts(content);
    let loaded = loaded.into_iter();
    facts.dependencies.extend(loaded.map(|name| Dependency { place, manager: "", name }));
    inline
}

/// The code of a web page in one text, and the addresses of what it loads to run or show it.
pub(crate) fn scripts(content: &Text) -> (Text, Vec<Text>) {
    let mut code = Code { inline: Text::empty(content.span()), loaded: Vec::new() };
    code.scripts(content);
    code.elements(content, 0);
    (code.inline, code.loaded)
}

/// The text has an element `script`, in letters of any case.
pub(crate) fn has_script(text: &str) -> bool {
    find(text, 0, "<script").is_some()
}

/// Something in the text may run without an element `script`.
pub(crate) fn has_handlers(text: &str) -> bool {
    let shows = |at| {
        let name = text.get(at + 1..).unwrap_or_default();
        FRAMES.iter().any(|(frame, _)| starts_with(name, frame))
    };
    memchr::memchr_iter(b'<', text.as_bytes()).any(shows)
        || memchr::memchr_iter(b'=', text.as_bytes()).any(|at| is_handler(text, at))
        || memchr::memchr_iter(b':', text.as_bytes()).any(|at| is_address_of_code(text, at))
}

/// `onload`, in any case, ends in front of the `=` at `at`.
fn is_handler(text: &str, at: usize) -> bool {
    /// Longer than `onwebkitanimationiteration`, the longest one of browsers.
    const LONGEST: usize = 32;
    let before = text.as_bytes().get(..at).unwrap_or_default().trim_ascii_end();
    let before = before.get(before.len().saturating_sub(LONGEST)..).unwrap_or_default();
    let length = before.iter().rev().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let (rest, name) = before.split_at(before.len() - length);
    let is_apart =
        rest.last().is_some_and(|byte| byte.is_ascii_whitespace() || b"\"'/".contains(byte));
    is_apart && name.len() > 2 && name.get(..2).is_some_and(|it| it.eq_ignore_ascii_case(b"on"))
}

/// `javascript`, in any case, ends in front of the `:` at `at`.
fn is_address_of_code(text: &str, at: usize) -> bool {
    let start = at.saturating_sub("javascript".len());
    text.as_bytes().get(start..=at).is_some_and(|it| it.eq_ignore_ascii_case(b"javascript:"))
}

/// Elements that show another page or run a file, and the attribute with its address.
const FRAMES: [(&str, &str); 4] =
    [("iframe", "src"), ("frame", "src"), ("embed", "src"), ("object", "data")];

struct Code {
    inline: Text,
    loaded: Vec<Text>,
}

impl Code {
    /// Elements `script`, also where no browser would see one: the text may be a part of a page, in the string of a program.
    fn scripts(&mut self, content: &Text) {
        let mut at = 0;
        while let Some(open) = find(content, at, "<script") {
            // what is never closed is the rest of the text
            let Some((tag, close)) = start_tag(content.get(open..).unwrap_or_default()) else {
                break;
            };
            for (name, value) in &tag.attributes {
                let name = String::from_utf8_lossy(name);
                if name.ends_with("src") || name.ends_with("href") {
                    let span = open + value.span.start..open + value.span.end;
                    self.loaded.push(written(content, &value.value, span));
                }
            }
            let body = open + close;
            let end = find(content, body, "</script").unwrap_or(content.len());
            self.push(&content.slice(body..end));
            at = end;
        }
    }

    /// What other elements run and load.
    fn elements(&mut self, content: &Text, depth: usize) {
        let mut emitter = DefaultEmitter::<usize>::new_with_span();
        emitter.naively_switch_states(true);
        for token in Tokenizer::new_with_emitter(content.as_str(), emitter) {
            if let Ok(Token::StartTag(tag)) = token {
                self.element(content, &tag, depth);
            }
        }
    }

    fn element(&mut self, content: &Text, tag: &StartTag<usize>, depth: usize) {
        let element = String::from_utf8_lossy(&tag.name);
        for (name, value) in &tag.attributes {
            let name = String::from_utf8_lossy(name);
            let text = written(content, &value.value, value.span.start..value.span.end).trimmed();
            let is_loaded = FRAMES.contains(&(&*element, &*name));
            if name.len() > "on".len() && name.starts_with("on") {
                self.push(&text);
            } else if starts_with(&text, "javascript:") {
                self.push(&text.slice("javascript:".len()..text.len()));
            } else if is_loaded {
                self.loaded.push(text);
            } else if name == "srcdoc" {
                if depth < DEEPEST {
                    self.scripts(&text);
                    self.elements(&text, depth + 1);
                } else {
                    self.push(&text);
                }
            }
        }
    }

    fn push(&mut self, code: &Text) {
        self.inline.push(code);
        self.inline.push_made("\n", code.span_of(code.len()..code.len()));
    }
}

/// The tag at the start of the text, and where it ends; `None` if nothing closes it.
fn start_tag(text: &str) -> Option<(StartTag<usize>, usize)> {
    let emitter = DefaultEmitter::<usize>::new_with_span();
    Tokenizer::new_with_emitter(text, emitter).find_map(|token| match token {
        Ok(Token::StartTag(tag)) => {
            let end = tag.span.end;
            Some((tag, end))
        }
        Ok(_) => None,
    })
}

/// The value of an attribute at its place; one with character references stands for the place of them all.
fn written(content: &Text, value: &[u8], span: std::ops::Range<usize>) -> Text {
    let value = String::from_utf8_lossy(value);
    let end = content.floor_char_boundary(span.end.min(content.len()));
    let start = content.floor_char_boundary(span.start.min(end));
    match content.get(start..end).and_then(|raw| raw.rfind(&*value)) {
        Some(at) => content.slice(start + at..start + at + value.len()),
        None => Text::made(&*value, content.span_of(start..end)),
    }
}

/// Where the tag stands from here on, in letters of any case.
fn find(text: &str, from: usize, tag: &str) -> Option<usize> {
    let rest = text.as_bytes().get(from..)?;
    memchr::memchr_iter(b'<', rest)
        .map(|at| from + at)
        .find(|at| text.get(*at..).is_some_and(|rest| starts_with(rest, tag)))
}

fn starts_with(text: &str, start: &str) -> bool {
    text.as_bytes().get(..start.len()).is_some_and(|it| it.eq_ignore_ascii_case(start.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::{has_handlers, scripts};
    use crate::source::{FileId, Span, Text};

    fn read(page: &str) -> (String, Vec<String>) {
        let content = Text::verbatim(page, Span::new(FileId::default(), 0, page.len()));
        let (inline, loaded) = scripts(&content);
        (inline.to_string(), loaded.iter().map(|it| it.to_string()).collect())
    }

    #[test]
    fn pages_give_their_scripts() {
        let page = "<p>x</p><script src='//h/a.js'></script><script>go()</script>";
        assert_eq!(read(page), ("\ngo()\n".to_owned(), vec!["//h/a.js".to_owned()]));
        let page = "<SCRIPT async\n SRC = //h/a>b></Script><sCRIPT>go()</SCRIPT >";
        assert_eq!(read(page), ("b>\ngo()\n".to_owned(), vec!["//h/a".to_owned()]));
        let page = "<svg><script xlink:href=\"//h/&#97;.js\" data-x='>'/></svg>";
        assert_eq!(read(page).1, ["//h/a.js"]);
        assert_eq!(
            read("a = '<script>go()'; // <script src='x"),
            ("go()'; // <script src='x\n".to_owned(), vec![])
        );
    }

    #[test]
    fn handlers_and_frames_count_as_a_browser_reads_them() {
        let page = "<body onload=\"g&#111;(&quot;x&quot;)\"><a href=' JavaScript:go()'>once=\"1\"</a>\
                    <iframe src=https://h/a srcdoc='<img onerror=back()>'></iframe><object data=//h/b></object><!-- <b onclick=c()> -->";
        assert_eq!(
            read(page),
            (
                "go(\"x\")\ngo()\nback()\n".to_owned(),
                vec!["https://h/a".to_owned(), "//h/b".to_owned()]
            )
        );
        assert!(read("<script>a = '<b onclick=c()>'</script>").0.ends_with("'\n"));
    }

    #[test]
    fn what_may_run_is_seen_at_first_sight() {
        for page in [
            "<IFRAME src=x>",
            "<b\nonclick=x>",
            "<b class=\"\"ONCLICK =x>",
            "<b onclick                                  =x>",
            "<a href=JavaScript:x>",
        ] {
            assert!(has_handlers(page), "{page}");
        }
        for page in ["<p>one=1</p>", "<p>on =1</p>", "<p>only on=x</p>", "<b ON=x>", "<p>Bacon=1"] {
            assert!(!has_handlers(page), "{page}");
        }
    }

    #[test]
    fn pages_inside_pages_end() {
        let mut page = "<b onclick='go()'>".to_owned();
        for _ in 0..8 {
            page = format!(
                "<iframe srcdoc=\"{}\">",
                page.replace('&', "&amp;").replace('"', "&quot;")
            );
        }
        let code = read(&page).0;
        assert!(code.contains("srcdoc") && !code.starts_with("go"), "{code}");
    }
}
