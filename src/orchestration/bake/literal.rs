//! The place of each byte of a text of HCL: escapes, `$${`, indents of here-documents.

use crate::source::Text;

/// The text that a part of a file stands for; `raw` is that part, without quotes.
pub(super) fn literal(raw: &Text, value: &str, has_escapes: bool) -> Text {
    if raw.as_str() == value {
        return raw.clone();
    }
    aligned(raw, value, has_escapes).unwrap_or_else(|| Text::made(value, raw.span()))
}

fn aligned(raw: &Text, value: &str, has_escapes: bool) -> Option<Text> {
    let mut out = Text::empty(raw.span());
    let (mut at, mut done, mut from) = (0, 0, 0);
    while let Some(next) = value.get(done..).and_then(|rest| rest.chars().next()) {
        let rest = raw.get(at..)?;
        let escape = match rest.as_bytes() {
            [b'\\', kind, ..] if has_escapes => match kind {
                b'u' => 6,
                b'U' => 10,
                _ => 2,
            },
            [b'$', b'$', b'{', ..] | [b'%', b'%', b'{', ..] => 2,
            _ if rest.starts_with(next) => {
                at += next.len_utf8();
                done += next.len_utf8();
                continue;
            }
            // the parser has taken the indent of `<<-` away
            [b' ' | b'\t', ..] if is_indent(raw.get(..at)?) => {
                out.push_range(raw, from..at);
                at += 1;
                from = at;
                continue;
            }
            _ => return None,
        };
        out.push_range(raw, from..at);
        out.push_made(value.get(done..done + next.len_utf8())?, raw.span_of(at..at + escape));
        at += escape;
        done += next.len_utf8();
        from = at;
    }
    out.push_range(raw, from..at);
    Some(out)
}

fn is_indent(before: &str) -> bool {
    let line = before.trim_end_matches([' ', '\t']);
    line.is_empty() || line.ends_with('\n')
}
