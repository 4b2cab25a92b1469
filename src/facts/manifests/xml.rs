//! Build files in XML: Maven, Ant, MSBuild.
//!
//! Looks at tags one after the other, whatever holds them: what names a program, what names its arguments.

use crate::facts::command_lines::CommandLines;
use crate::facts::file_variables::FileVariables;
use crate::facts::settings::{attributes, unescaped};
use crate::source::{NextMark, Text};

/// Elements and attributes whose value is a program.
const PROGRAM: &[&str] = &["executable", "command"];
/// Elements and attributes whose value is an argument, or a line of them.
const ARGUMENT: &[&str] = &["argument", "arg", "commandlineargs", "line", "arguments"];

/// The commands that a build file starts.
pub(super) fn xml(content: &Text) -> Text {
    let mut commands = CommandLines::new(content);
    let mut words: Vec<Text> = Vec::new();
    let mut properties = Properties::default();
    let mut at = 0;
    while let Some(open) = content.get(at..).and_then(|rest| rest.find('<')).map(|found| at + found)
    {
        let rest = content.get(open..).unwrap_or_default();
        if rest.starts_with("<!--") {
            at = open + rest.find("-->").map_or(rest.len(), |end| end + 3);
            continue;
        }
        let close = open + rest.find('>').unwrap_or(rest.len());
        let tag = content.slice(open + 1..close.max(open + 1));
        let name = tag
            .split(|c: char| c.is_whitespace() || c == '/')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        let is_argument_tag = ARGUMENT.contains(&name.as_str());
        let attributes = attributes(&tag);
        properties.take(&name, &attributes);
        for (key, value) in attributes {
            let value = properties.filled(value);
            let key = key.to_ascii_lowercase();
            if PROGRAM.contains(&key.as_str()) {
                commands.line_or_words(&mut words);
                words.push(value);
            } else if is_argument_tag && matches!(key.as_str(), "value" | "line" | "path" | "file")
                || ARGUMENT.contains(&key.as_str())
            {
                words.push(value);
            } else if name == "get" && key == "src" || name == "downloadfile" && key == "sourceurl"
            {
                commands.command("curl ", &value);
            }
        }
        at = close + 1;
        let text = || {
            let end = content.get(at..).and_then(|rest| rest.find('<')).map(|found| at + found)?;
            Some(unescaped(&content.slice(at..end).trimmed())).filter(|text| !text.is_empty())
        };
        if let Some(text) = properties.takes(&name).then(text).flatten() {
            properties.set(&name, text);
        }
        let text = || text().map(|text| properties.filled(text));
        if PROGRAM.contains(&name.as_str()) {
            commands.line_or_words(&mut words);
            words.extend(text());
        } else if is_argument_tag {
            words.extend(text());
        }
    }
    commands.line_or_words(&mut words);
    commands.into_text()
}

/// The program and the arguments of a service of Windows: `<executable>` with `<arguments>`, `<Command>` with `<Arguments>`.
pub(crate) fn service(content: &Text) -> Text {
    let mut commands = CommandLines::new(content);
    let mut program = None;
    let mut at = 0;
    while let Some(open) = content.get(at..).and_then(|rest| rest.find('<')).map(|it| at + it) {
        let rest = content.get(open..).unwrap_or_default();
        if rest.starts_with("<!--") {
            at = open + rest.find("-->").map_or(rest.len(), |end| end + 3);
            continue;
        }
        at = open + rest.find('>').map_or(rest.len(), |end| end + 1);
        let name = content.get(open + 1..at.saturating_sub(1)).unwrap_or_default();
        let end = content.get(at..).and_then(|rest| rest.find('<')).map_or(at, |end| at + end);
        let text = || unescaped(&content.slice(at..end).trimmed());
        match name.to_ascii_lowercase().as_str() {
            "executable" | "command" => {
                alone(program.replace(text()), &mut commands);
            }
            "arguments" | "startarguments" => {
                let mut line = Text::empty(content.span_of(at..end));
                if let Some(program) = program.take() {
                    push_word(&program, &mut line);
                }
                line.push(&text());
                commands.line(&line);
            }
            _ => {}
        }
    }
    alone(program, &mut commands);
    commands.into_text()
}

/// A program without arguments.
fn alone(program: Option<Text>, commands: &mut CommandLines) {
    if let Some(program) = program.filter(|it| !it.is_empty()) {
        commands.words(&[program]);
    }
}

/// The word as a shell keeps it; Windows' separators too.
fn push_word(word: &Text, out: &mut Text) {
    let quoted = word.replaced("'", |at| Some((Text::empty(word.span_of(at..at)), at + 1)));
    out.push_made("'", word.span());
    out.push(&quoted);
    out.push_made("' ", word.span());
}

/// Properties that the file sets: `<property name="a" value="b"/>` of Ant, elements of Maven and MSBuild.
#[derive(Default)]
struct Properties {
    values: FileVariables,
    /// Inside `<properties>` or `<PropertyGroup>`.
    inside: bool,
}

impl Properties {
    fn take(&mut self, tag: &str, attributes: &[(&str, Text)]) {
        match tag {
            "properties" | "propertygroup" => self.inside = true,
            "" => {}
            "property" => {
                let of = |wanted: &[&str]| {
                    attributes.iter().find(|(key, _)| wanted.contains(key)).map(|(_, value)| value)
                };
                if let (Some(name), Some(value)) = (of(&["name"]), of(&["value", "location"])) {
                    self.set(name, value.clone());
                }
            }
            _ => {}
        }
    }

    /// The element of this name is a property.
    fn takes(&mut self, tag: &str) -> bool {
        // the end of the group has an empty name: `/PropertyGroup`
        self.inside && !matches!(tag, "" | "properties" | "propertygroup")
    }

    fn set(&mut self, name: &str, value: Text) {
        let value = self.filled(value);
        self.values.set(&name.to_ascii_lowercase(), value);
    }

    /// The value with `${name}` and `$(name)` worked out; what is not known stays as it is written.
    fn filled(&self, value: Text) -> Text {
        if self.values.is_empty() {
            return value;
        }
        let (mut braces, mut brackets) = (NextMark::new(&value, '}'), NextMark::new(&value, ')'));
        value.replaced("$", |at| {
            let close = match value.as_bytes().get(at + 1) {
                Some(b'{') => braces.from(at + 1)?,
                Some(b'(') => brackets.from(at + 1)?,
                _ => return None,
            };
            let name = value.get(at + 2..close)?.to_ascii_lowercase();
            Some((self.values.get(&name, value.span_of(at..close))?, close + 1))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::service;
    use crate::facts::manifests::read;

    #[test]
    fn services_start_their_program_with_its_arguments() {
        let text = "<service><!-- <executable>no</executable> --><id>a</id><executable>%BASE%\\b.exe</executable>\n<arguments>-c d &quot;e&quot;</arguments><prestart><executable>f</executable></prestart></service>";
        assert_eq!(read(service, text), "'%BASE%\\b.exe' -c d \"e\"\n'f' \n");
        let task = "<Exec><Command>g</Command><Arguments>-h</Arguments></Exec>";
        assert_eq!(read(service, task), "'g' -h\n");
        assert_eq!(read(service, "<executable>\n<arguments"), "");
    }
}
