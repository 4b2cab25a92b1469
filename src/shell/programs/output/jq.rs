//! `jq` with a path of names: `.a.b`.

use serde_json::Value;

use crate::shell::programs::output::{Call, Data, Parsed};
use crate::source::Text;

pub(crate) fn jq(call: &Call<'_>) -> Option<Data> {
    let long = [("raw-output", 'r'), ("join-output", 'j'), ("exit-status", 'e')];
    let mut parsed = Parsed::new(call.args(), "rjeM", &long)?;
    if parsed.operands.is_empty() {
        return None;
    }
    let path = parsed.operands.remove(0);
    let input = call.input(&parsed.operands)?;
    let root: Value = serde_json::from_str(input.known_text()?).ok()?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let value = path.strip_prefix('.')?.split('.').try_fold(&root, |value, name| {
        let is_plain = !name.is_empty() && name.chars().all(is_name);
        if is_plain { value.get(name) } else { None }
    })?;
    // without `-r` a string keeps its quotes
    let mut text = match value {
        Value::String(text) if parsed.has('r') || parsed.has('j') => text.clone(),
        other => other.to_string(),
    };
    if !parsed.has('j') {
        text.push('\n');
    }
    Some(Data::Text(Text::made(text, input.span())))
}
