//! Suites of Robot Framework: what the keywords of its libraries `Process` and `OperatingSystem` start.

use crate::facts::autostart::each_line;
use crate::source::Text;

/// Keywords behind which a program and its arguments stand, each in a cell of its own, or a line.
const STARTS: [&str; 5] =
    ["run process", "start process", "run", "run and return rc", "run and return rc and output"];

/// Variables as assignments, keywords that start something as commands.
pub(super) fn robot(content: &Text) -> Text {
    each_line(content, "#", |line, out| {
        let cells = cells(line);
        if let [name, value, ..] = cells.as_slice()
            && let Some(name) = variable(name)
        {
            out.push_made(&format!("{name}=\""), line.span());
            out.push(value);
            out.push_made("\"\n", line.span());
        }
        let keyword = |cell: &Text| STARTS.contains(&cell.to_ascii_lowercase().as_str());
        let Some(at) = cells.iter().position(keyword) else { return };
        for word in cells.iter().skip(at + 1).filter(|word| !is_setting(word)) {
            out.push(word);
            out.push_made(" ", word.span());
        }
        out.push_made("\n", line.span());
    })
}

/// The name of `${name}`, where a shell can have one like it.
fn variable(cell: &str) -> Option<&str> {
    let name = cell.strip_prefix("${")?.trim_end_matches([' ', '=']).strip_suffix('}')?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    (!name.is_empty() && name.chars().all(is_name)).then_some(name)
}

/// `alias=x` and its like say how the program is run.
fn is_setting(cell: &str) -> bool {
    const KEYS: [&str; 7] = ["alias", "shell", "cwd", "stdout", "stderr", "stdin", "timeout"];
    cell.split_once('=').is_some_and(|(key, _)| KEYS.contains(&key))
}

/// The cells of a line: two blanks or a tab stand between them.
fn cells(line: &Text) -> Vec<Text> {
    let mut all = Vec::new();
    let mut from = 0;
    let bytes = line.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let parts = match bytes.get(at..) {
            Some([b'\t', ..] | [b' ', b' ', ..]) => true,
            _ => false,
        };
        if !parts {
            at += 1;
            continue;
        }
        if at > from {
            all.push(line.slice(from..at));
        }
        while matches!(bytes.get(at), Some(b' ' | b'\t')) {
            at += 1;
        }
        from = at;
    }
    if from < line.len() {
        all.push(line.slice(from..line.len()));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::robot;
    use crate::facts::manifests::read;

    #[test]
    fn keywords_of_processes_are_commands() {
        let suite = "*** Variables ***\n${A}    xm\n${B C}    y\n*** Keywords ***\nLoad\n    Start Process    /tmp/${A}rig    -o    h:1    alias=x\n    ${rc}=    Run And Return RC    b c\n    Log    d\n";
        let expected = "A=\"xm\"\n/tmp/${A}rig -o h:1 \nrc=\"Run And Return RC\"\nb c \n";
        assert_eq!(read(robot, suite), expected);
    }
}
