//! Settings whose commands have variables of the settings themselves: i3 and Sway, Fluent Bit, fail2ban, Asterisk. What no line
//! says of a variable stays as it is written.

use super::Reader;
use super::pieces::of_lines;
use crate::facts::command_lines::CommandLines;
use crate::source::Text;

/// Variables of one file, and how long a value may be to be a part of a command.
const MOST: usize = 256;

/// The reader of such settings at this path.
pub(super) fn reader(path: &str, name: &str) -> Option<Reader> {
    let lies_in = |directories: &[&str]| directories.iter().any(|it| path.contains(it));
    // nearly no path has such a directory in it
    let is_part = path.contains(".d/");
    match name {
        "config" if lies_in(&["i3/", "sway/"]) => Some(window_manager),
        _ if is_part && lies_in(&["i3/config.d/", "sway/config.d/"]) => Some(window_manager),
        _ if is_part && lies_in(&["fail2ban/action.d/", "/data/action.d/"]) => Some(fail2ban),
        _ if name.starts_with("fluent-bit") || lies_in(&["fluent-bit/etc/"]) => Some(fluent_bit),
        "extensions.conf" | "extensions_custom.conf" => Some(asterisk),
        _ => None,
    }
}

/// `set $name value` and `exec command`, also behind a key.
fn window_manager(content: &Text) -> Text {
    let variables = assigned(content, |line| {
        let rest = line.strip_prefix("set ")?.trim_start();
        let (name, value) = rest.split_once(char::is_whitespace)?;
        name.starts_with('$').then_some((name, value.trim_start()))
    });
    of_lines(content, "#", |line, out| {
        let starts = line.find("exec_always ").or_else(|| line.find("exec "));
        let Some(at) = starts else { return };
        let rest = line.slice(at..line.len());
        let words = rest.split_inclusive(' ').skip(1).take_while(|word| word.starts_with("--"));
        let options: usize = words.map(str::len).sum();
        let program = rest.find(' ').unwrap_or(rest.len()) + 1 + options;
        out.line(&filled(&rest.slice(program.min(rest.len())..rest.len()), "$", &variables));
    })
}

/// `@SET name=value` and `Command line`
fn fluent_bit(content: &Text) -> Text {
    of_lines(content, "#", |line, out| {
        let end = line.find(char::is_whitespace).unwrap_or(line.len());
        let rest = line.slice(end..line.len()).trimmed();
        match line.get(..end).unwrap_or_default().to_ascii_lowercase().as_str() {
            "@set" => variable(&rest, out),
            "command" => out.line(&rest),
            _ => {}
        }
    })
}

/// `Set(A=x)` and `System(command)`
fn asterisk(content: &Text) -> Text {
    of_lines(content, ";", |line, out| {
        let inside = |call: &str| {
            let at = line.find(call)? + call.len();
            let end = line.rfind(')').filter(|end| *end >= at)?;
            Some(line.slice(at..end))
        };
        if let Some(assignment) = inside("Set(") {
            variable(&assignment, out);
        } else if let Some(command) = inside("System(").or_else(|| inside("SHELL(")) {
            out.line(&command);
        }
    })
}

/// `actionstart = command` with `<name>` in it, which the section `[Init]` says.
fn fail2ban(content: &Text) -> Text {
    let pair = |line: &str| {
        let (key, value) = line.split_once('=')?;
        Some((format!("<{}>", key.trim()), value.trim().to_owned()))
    };
    let variables: Vec<(String, String)> = content.lines().filter_map(pair).take(MOST).collect();
    let variables: Vec<_> =
        variables.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    of_lines(content, "#;", |line, out| {
        let Some((key, value)) = line.split_once('=') else { return };
        if key.starts_with("action") {
            out.line(&filled(&line.slice(line.len() - value.len()..line.len()), "<", &variables));
        }
    })
}

/// `name=value` as a shell assigns it.
fn variable(assignment: &Text, out: &mut CommandLines) {
    let is_name = |name: &str| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    if assignment.split_once('=').is_some_and(|(name, _)| is_name(name)) {
        out.command("export ", assignment);
    }
}

/// What each line assigns, the longest names first: one name may begin with another.
fn assigned<'t>(
    content: &'t Text,
    of: impl Fn(&'t str) -> Option<(&'t str, &'t str)>,
) -> Vec<(&'t str, &'t str)> {
    let mut variables: Vec<_> =
        content.lines().filter_map(|line| of(line.trim())).take(MOST).collect();
    variables.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    variables
}

/// The line with each variable, whose name starts with `mark`, replaced by its value.
fn filled(line: &Text, mark: &str, variables: &[(&str, &str)]) -> Text {
    line.replaced(mark, |at| {
        let rest = line.get(at..)?;
        let is_here = |(name, value): &&(&str, &str)| rest.starts_with(name) && value.len() <= MOST;
        let (name, value) = variables.iter().find(is_here)?;
        let end = at + name.len();
        Some((Text::made(*value, line.span_of(at..end)), end))
    })
}

#[cfg(test)]
mod tests {
    use super::{asterisk, fail2ban, fluent_bit, window_manager};
    use crate::facts::autostart::Reader;
    use crate::source::{FileId, Span, Text};

    fn read(reader: Reader, text: &str) -> String {
        reader(&Text::verbatim(text, Span::new(FileId(0), 0, text.len()))).to_string()
    }

    #[test]
    fn variables_of_the_file_are_put_into_its_commands() {
        let i3 = "set $k xm\nset $kit y\n# exec z\nbindsym $mod+x exec --no-startup-id $krig -o $kit\nexec_always b\n";
        assert_eq!(read(window_manager, i3), "xmrig -o y\nb\n");
        let bit = "@SET a=xm\n[INPUT]\n  Name exec\n  Command ${a}rig -o\n";
        assert_eq!(read(fluent_bit, bit), "export 'a=xm' \n${a}rig -o\n");
        let dialplan =
            "exten => s,1,Set(A=xm)\n same => n,System(${A}rig (x))\n same => n,Hangup()\n";
        assert_eq!(read(asterisk, dialplan), "export 'A=xm' \n${A}rig (x)\n");
        let action =
            "[Definition]\nactionstart = x<kind>ig <z>\nfailregex = x\n[Init]\nkind = mr\n";
        assert_eq!(read(fail2ban, action), " xmrig <z>\n");
    }
}
