//! Settings whose commands have variables of the settings themselves: i3 and Sway, Fluent Bit, fail2ban, Asterisk. What no line
//! says of a variable stays as it is written.

use super::Reader;
use super::pieces::of_lines;
use crate::facts::command_lines::CommandLines;
use crate::facts::file_variables::FileVariables;
use crate::source::{NextMark, Text};

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
        let rest = line.trim_start().strip_prefix("set ")?.trim_start();
        let (name, value) = rest.split_once(char::is_whitespace)?;
        name.starts_with('$').then_some((name, value))
    });
    of_lines(content, "#", |line, out| {
        let starts = line.find("exec_always ").or_else(|| line.find("exec "));
        let Some(at) = starts else { return };
        let rest = line.slice(at..line.len());
        let words = rest.split_inclusive(' ').skip(1).take_while(|word| word.starts_with("--"));
        let options: usize = words.map(str::len).sum();
        let program = rest.find(' ').unwrap_or(rest.len()) + 1 + options;
        let command = rest.slice(program.min(rest.len())..rest.len());
        out.line(&command.replaced("$", |at| longest_name(&command, at, &variables)));
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
    let variables = assigned(content, |line| line.split_once('='));
    of_lines(content, "#;", |line, out| {
        let Some((key, value)) = line.split_once('=') else { return };
        if key.starts_with("action") {
            let value = line.slice(line.len() - value.len()..line.len());
            let mut closes = NextMark::new(&value, '>');
            out.line(&value.replaced("<", |at| {
                let close = closes.from(at)?;
                let value = variables.get(value.get(at + 1..close)?, value.span_of(at..close))?;
                Some((value, close + 1))
            }));
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

/// What each line assigns.
fn assigned(
    content: &Text,
    of: impl for<'t> Fn(&'t str) -> Option<(&'t str, &'t str)>,
) -> FileVariables {
    let mut variables = FileVariables::default();
    for line in content.whole_lines() {
        let line = line.trimmed();
        if let Some((name, value)) = of(&line) {
            let value = line.slice(line.len() - value.len()..line.len());
            variables.set(name.trim(), value.trimmed());
        }
    }
    variables
}

/// The variable whose name starts here, the longest one, as one may begin with another; its value and where the name ends.
fn longest_name(line: &Text, at: usize, variables: &FileVariables) -> Option<(Text, usize)> {
    const LONGEST: usize = 64;
    let is_part = |c: char| c.is_ascii_alphanumeric() || "$_-".contains(c);
    let rest = line.get(at..).unwrap_or_default();
    let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len()).min(LONGEST);
    let known = (1..=end).rev().find(|end| rest.get(..*end).is_some_and(|it| variables.has(it)));
    let end = at + known.unwrap_or(end);
    Some((variables.get(line.get(at..end)?, line.span_of(at..end))?, end))
}

#[cfg(test)]
mod tests {
    use super::{asterisk, fail2ban, fluent_bit, window_manager};
    use crate::facts::autostart::Reader;
    use crate::source::{FileId, Span, Text, UNKNOWN};

    fn read(reader: Reader, text: &str) -> String {
        reader(&Text::verbatim(text, Span::new(FileId(0), 0, text.len()))).to_string()
    }

    #[test]
    fn variables_of_the_file_are_put_into_its_commands() {
        let i3 = "set $k ab\nset $kit y\n# exec z\nbindsym $mod+x exec --no-startup-id $kcd -o $kit\nexec_always b\n";
        assert_eq!(read(window_manager, i3), "abcd -o y\nb\n");
        let many: Vec<_> = (0..2000).map(|number| format!("set $v{number} x\n")).collect();
        let many = read(window_manager, &format!("{}set $k y\nexec $kz\n", many.concat()));
        assert_eq!(many, format!("{UNKNOWN}\n"), "what has no room is unknown");
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
