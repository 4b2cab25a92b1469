//! Notebooks of Jupyter: cells of code as one program of Python, with the lines that a shell gets.

use crate::facts::command_lines::CommandLines;
use crate::facts::settings::json;
use crate::source::Text;

/// `!command` and `%%bash` are lines for a shell, the rest is a program.
pub(super) fn notebook(content: &Text) -> Text {
    let mut commands = CommandLines::new(content);
    let mut program = Text::empty(content.span());
    let (mut is_code, mut is_shell) = (false, false);
    for setting in json(content) {
        match setting.key.as_str() {
            "cell_type" => (is_code, is_shell) = (setting.value.as_str() == "code", false),
            "" if is_code && setting.section.ends_with("source") => {
                for line in setting.value.whole_lines() {
                    let text = line.trimmed();
                    if let Some(cell) = text.strip_prefix("%%") {
                        is_shell = ["bash", "sh", "script"].iter().any(|it| cell.starts_with(it));
                    } else if text.starts_with('!') {
                        commands.line(&text.slice(1..text.len()));
                    } else if is_shell {
                        commands.line(&text);
                    } else if !text.starts_with('%') {
                        program.push(&line);
                    }
                }
                if !program.ends_with('\n') {
                    program.push_made("\n", setting.value.span());
                }
            }
            _ => {}
        }
    }
    commands.program("python3", "-c", &program);
    commands.into_text()
}

#[cfg(test)]
mod tests {
    use super::notebook;
    use crate::facts::manifests::read;

    #[test]
    fn cells_of_code_are_a_program_and_lines_for_a_shell() {
        let text = r#"{"cells":[{"cell_type":"markdown","source":["!a"]},{"cell_type":"code","source":["!b c\n","d(1)\n"]},{"cell_type":"code","source":["%%bash\n","e f"]}]}"#;
        assert_eq!(read(notebook, text), "b c\ne f\npython3 -c '\nd(1)\n'\n");
    }
}
