//! `jq`, `yq` and their relatives: what a query gives of a document of constants. What is not known of the language makes the output
//! unknown.

mod filter;
mod parse;

use serde_json::Value;

use self::filter::Work;
use crate::shell::programs::output::{Call, Data, Parsed};
use crate::source::Text;

/// Filters are a line; what is longer is worked out no more, and said. It bounds how deep one stands inside another.
const LONGEST: usize = 1024;

pub(crate) fn query(call: &Call<'_>) -> Option<Data> {
    let is_of_yaml = is_of_yaml(call.name);
    let long = [
        ("raw-output", 'r'),
        ("join-output", 'j'),
        ("exit-status", 'e'),
        ("monochrome-output", 'M'),
        ("no-colors", 'M'),
        ("compact-output", 'c'),
        ("null-input", 'n'),
        ("no-doc", 'N'),
        ("input-format", 'p'),
        ("output-format", 'o'),
        ("unwrapScalar", 'r'),
    ];
    let short = if is_of_yaml { "rjeMcnNPCp:o:" } else { "rjeMcn" };
    let mut parsed = Parsed::new(call.args(), short, &long)?;
    if is_of_yaml && matches!(parsed.operands.first()?.as_str(), "e" | "eval") {
        parsed.operands.remove(0);
    }
    if parsed.operands.is_empty() {
        return None;
    }
    let filter = parsed.operands.remove(0);
    if filter.len() > LONGEST {
        call.cut.set(true);
        return None;
    }
    let work = Work::new();
    let given = printed(call, &parsed, filter, &work);
    call.cut.set(call.cut.get() || work.is_cut.get());
    given
}

/// What the filter makes of what the program is given, as it prints it.
fn printed(call: &Call<'_>, parsed: &Parsed<'_>, filter: &str, work: &Work) -> Option<Data> {
    let is_of_yaml = is_of_yaml(call.name);
    let filter = parse::filter(filter, work)?;
    let (values, span) = if parsed.has('n') {
        (vec![Value::Null], call.span)
    } else {
        let input = call.input(&parsed.operands)?;
        (documents(call.name, input.known_text()?)?, input.span())
    };
    // without `-r` a string of JSON keeps its quotes; `yq` writes YAML, where it has none
    let is_raw = parsed.has('r')
        || parsed.has('j')
        || is_of_yaml && parsed.value('o').is_none_or(|it| !it.starts_with('j'));
    let mut out = String::new();
    for value in &values {
        for given in filter.of(value, work)? {
            match given {
                Value::String(text) if is_raw => out.push_str(&text),
                other => out.push_str(&other.to_string()),
            }
            if !parsed.has('j') {
                out.push('\n');
            }
        }
    }
    Some(Data::Text(Text::made(out, span)))
}

fn is_of_yaml(program: &str) -> bool {
    matches!(program, "yq" | "go-yq")
}

/// The documents of a text, as the program reads it.
fn documents(program: &str, text: &str) -> Option<Vec<Value>> {
    match program {
        "yq" | "go-yq" => serde_saphyr::from_multiple(text).ok(),
        "tomlq" => Some(vec![toml::from_str(text).ok()?]),
        _ => serde_json::Deserializer::from_str(text).into_iter().collect::<Result<_, _>>().ok(),
    }
}

#[cfg(test)]
mod tests;
