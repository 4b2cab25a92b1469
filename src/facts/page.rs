//! The scripts of a web page.

use super::{Dependency, Facts, Place};
use crate::source::Text;

/// Adds what a web page loads; gives the scripts that stand in it.
pub(super) fn observe(content: &Text, place: Place, facts: &mut Facts) -> Text {
    let (inline, loaded) = scripts(content);
    let loaded = loaded.into_iter();
    facts.dependencies.extend(loaded.map(|name| Dependency { place, manager: "", name }));
    inline
}

/// The scripts of a web page in one text, and the addresses of those that it loads.
pub(crate) fn scripts(content: &Text) -> (Text, Vec<Text>) {
    let mut inline = Text::empty(content.span());
    let mut loaded = Vec::new();
    let mut at = 0;
    while let Some(open) =
        content.get(at..).and_then(|rest| rest.find("<script")).map(|found| at + found)
    {
        let Some(close) =
            content.get(open..).and_then(|rest| rest.find('>')).map(|found| open + found)
        else {
            break;
        };
        let tag = content.get(open..close).unwrap_or_default();
        if let Some(source) = tag.find("src=").map(|found| open + found + 4) {
            let quote = content
                .get(source..)
                .and_then(|rest| rest.chars().next())
                .filter(|c| matches!(c, '"' | '\''));
            let start = source + usize::from(quote.is_some());
            let rest = content.get(start..close).unwrap_or_default();
            let end = quote
                .map_or_else(|| rest.find(char::is_whitespace), |quote| rest.find(quote))
                .unwrap_or(rest.len());
            loaded.push(content.slice(start..start + end));
        }
        let body = close + 1;
        let end = content
            .get(body..)
            .and_then(|rest| rest.find("</script"))
            .map_or(content.len(), |found| body + found);
        inline.push_range(content, body..end);
        inline.push_made("\n", content.span_of(end..end));
        at = end;
    }
    (inline, loaded)
}

#[cfg(test)]
mod tests {
    use super::scripts;
    use crate::source::{FileId, Span, Text};

    #[test]
    fn pages_give_their_scripts() {
        let page = "<p>x</p><script src='//h/a.js'></script><script>go()</script>";
        let content = Text::verbatim(page, Span::new(FileId::default(), 0, page.len()));
        let (inline, loaded) = scripts(&content);
        assert_eq!(inline.as_str(), "\ngo()\n");
        assert_eq!(loaded.iter().map(Text::as_str).collect::<Vec<_>>(), ["//h/a.js"]);
    }
}
