//! Pages with code that a server runs: JSP, ASP.NET, ERB, EJS.

use crate::shell::Dialect;
use crate::source::Text;

/// Endings of such pages, and how files of the language end that is written in them.
const LANGUAGES: &[(&[&str], &str)] = &[
    (&["jsp", "jspf", "jspx", "tag", "tagx"], "java"),
    (&["aspx", "ascx", "ashx", "asmx", "asax"], "cs"),
    (&["erb", "rhtml"], "rb"),
    (&["ejs"], "js"),
];

/// The language of the code in pages that end so.
pub(super) fn language(ending: &str) -> Option<&'static Dialect> {
    let (_, language) = LANGUAGES.iter().find(|(endings, _)| endings.contains(&ending))?;
    Dialect::of_ending(language)
}

/// What stands between `<%` and `%>`, one piece a line: neither comments nor directives of the page.
pub(super) fn code(page: &Text) -> Text {
    let mut out = Text::empty(page.span());
    let mut at = 0;
    while let Some(open) = page.get(at..).and_then(|rest| rest.find("<%")).map(|it| at + it + 2) {
        let is_comment = page.get(open..).is_some_and(|rest| rest.starts_with("--"));
        let mark = if is_comment { "--%>" } else { "%>" };
        let rest = page.get(open..).unwrap_or_default();
        let end = rest.find(mark).map_or(page.len(), |length| open + length);
        let inside = page.get(open..end).unwrap_or_default();
        if !inside.starts_with(['@', '#']) && !is_comment {
            let skipped = inside.len() - inside.trim_start_matches(['!', '=', '-', ':']).len();
            out.push_range(page, open + skipped..end);
            out.push_made("\n", page.span_of(end..end));
        }
        at = (end + mark.len()).min(page.len());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::code;
    use crate::source::{FileId, Span, Text};

    fn said(page: &str) -> String {
        code(&Text::verbatim(page, Span::new(FileId::default(), 0, page.len()))).to_string()
    }

    #[test]
    fn the_code_of_a_page_is_what_stands_in_its_marks() {
        let page = "<%@ page import=\"x\" %><p><%! int a; %><%= b %><%-- c() --%> d <%# e %><% f(\"%\");\ng() %></p>";
        assert_eq!(said(page), " int a; \n b \n f(\"%\");\ng() \n");
    }

    #[test]
    fn marks_that_are_never_closed_hold_the_rest() {
        assert_eq!(said("<% a <% b"), " a <% b\n");
        assert_eq!(said("<%-- a"), "");
        assert_eq!(said("<%"), "\n");
    }
}
