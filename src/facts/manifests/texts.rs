//! Texts that run commands while they are set or rendered: TeX with its shell escape, R Markdown and its kin.

use foldhash::HashMap;

use crate::facts::command_lines::CommandLines;
use crate::source::Text;

/// How TeX is told of a command. What Lua is told stands in the text as a call of its own.
const ESCAPES: [&str; 6] = [
    "\\write18",
    "\\ShellEscape",
    "\\sys_shell_now:n",
    "\\sys_shell_shipout:n",
    "\\input|",
    "\\@@input|",
];

/// Definitions and commands of one text that are looked at: real texts have a few.
const MOST: usize = 512;

/// Bytes of one command with its names filled in.
const LONGEST: usize = 1 << 12;

/// `\write18{…}` and its other names, with what `\newcommand` and `\def` give for the names in them; `os.execute("…")` of Lua.
pub(super) fn tex(content: &Text) -> Text {
    let mut out = CommandLines::new(content);
    let defined = definitions(content);
    for escape in ESCAPES {
        for (at, _) in content.match_indices(escape).take(MOST) {
            let from = at + escape.len();
            let inside = braced(content, from).or_else(|| quoted(content, from));
            if let Some(inside) = inside {
                if inside.contains("#1") {
                    handed_on(content, at, &defined, &mut out);
                }
                out.line(&expanded(&inside, &defined));
            }
        }
    }
    // `\input{|"command"}`
    for (at, _) in content.match_indices("{|").take(MOST) {
        if let Some(inside) = braced(content, at) {
            let inside = inside.slice(1..inside.len()).trimmed();
            let inside = quoted(&inside, 0).unwrap_or(inside);
            out.line(&expanded(&inside, &defined));
        }
    }
    for call in ["os.execute(", "io.popen("] {
        for (at, _) in content.match_indices(call).take(MOST) {
            if let Some(inside) = quoted(content, at + call.len()) {
                out.line(&inside);
            }
        }
    }
    out.into_text()
}

/// What a definition with such a command at this place is given: `\newcommand{\run}[1]{\write18{#1}}`, `\run{command}`.
fn handed_on(content: &Text, at: usize, defined: &HashMap<String, Text>, out: &mut CommandLines) {
    /// Bytes of a definition in front of the command.
    const NEAR: usize = 256;
    let from = content.floor_char_boundary(at.saturating_sub(NEAR));
    let before = content.get(from..at).unwrap_or_default();
    let starts = ["command{\\", "command*{\\", "command\\", "\\def\\"];
    let start = starts.iter().filter_map(|it| Some(before.rfind(it)? + it.len() - 1)).max();
    let definition = start.and_then(|start| before.get(start..));
    let definition = definition.filter(|it| !it.contains("\n\n"));
    let Some(name) = definition.and_then(control_word) else { return };
    let call = format!("\\{name}{{");
    for (at, _) in content.match_indices(call.as_str()).take(MOST) {
        if let Some(inside) = braced(content, at + call.len() - 1) {
            out.line(&expanded(&inside, defined));
        }
    }
}

/// The inside of the braces that open here, behind blanks.
fn braced(content: &Text, from: usize) -> Option<Text> {
    let rest = content.get(from..)?;
    let open = from + rest.len() - rest.trim_start().len();
    if content.as_bytes().get(open) != Some(&b'{') {
        return None;
    }
    let mut depth = 0_usize;
    for (at, byte) in content.bytes().enumerate().skip(open).take(LONGEST) {
        match byte {
            b'{' => depth += 1,
            b'}' => {
                depth -= 1;
                if depth == 0 {
                    return Some(content.slice(open + 1..at));
                }
            }
            _ => {}
        }
    }
    None
}

/// The inside of the quotes that open here.
fn quoted(content: &Text, from: usize) -> Option<Text> {
    let rest = content.get(from..)?;
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let end = rest.get(1..)?.find(quote)?;
    Some(content.slice(from + 1..from + 1 + end))
}

/// `\newcommand{\name}{text}`, `\def\name{text}`: without arguments.
fn definitions(content: &Text) -> HashMap<String, Text> {
    let mut defined = HashMap::default();
    for word in ["\\newcommand", "\\renewcommand", "\\providecommand", "\\def", "\\edef", "\\gdef"]
    {
        for (at, _) in content.match_indices(word).take(MOST) {
            let from = at + word.len();
            let rest = content.get(from..).unwrap_or_default();
            let name_at = from + rest.len() - rest.trim_start_matches(['*', '{', ' ']).len();
            let Some(name) = content.get(name_at..).and_then(control_word) else { continue };
            let behind = name_at + 1 + name.len();
            let rest = content.get(behind..).unwrap_or_default();
            let behind = behind + rest.len() - rest.trim_start_matches(['}', ' ']).len();
            if let Some(value) = braced(content, behind) {
                defined.insert(name.to_owned(), value);
            }
        }
    }
    defined
}

/// The letters behind a backslash.
fn control_word(text: &str) -> Option<&str> {
    let rest = text.strip_prefix('\\')?;
    let end = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
    rest.get(..end).filter(|name| !name.is_empty())
}

/// The text with the names in it that are defined; `\space` is a blank.
fn expanded(text: &Text, defined: &HashMap<String, Text>) -> Text {
    let mut out = Text::empty(text.span());
    let mut from = 0;
    for (at, _) in text.match_indices('\\') {
        let Some(name) = text.get(at..).and_then(control_word) else { continue };
        let end = at + 1 + name.len();
        if at < from || out.len() > LONGEST {
            continue;
        }
        out.push_range(text, from..at);
        match (name, defined.get(name)) {
            ("space", _) => out.push_made(" ", text.span_of(at..end)),
            ("string" | "noexpand" | "detokenize", _) => {}
            (_, Some(value)) => out.push(value),
            _ => out.push_range(text, at..end),
        }
        from = end;
        // blanks behind a name end it
        let rest = text.get(from..).unwrap_or_default();
        from += rest.len() - rest.trim_start_matches(' ').len();
    }
    out.push_range(text, from.min(text.len())..text.len());
    out
}

/// Chunks of code of R Markdown, Quarto, knitr, Sweave and Org: those of shells as their lines, the others as programs.
pub(super) fn chunks(content: &Text) -> Text {
    let mut out = CommandLines::new(content);
    let mut open: Option<(&'static str, Text)> = None;
    for line in content.whole_lines() {
        let text = line.trimmed();
        match &mut open {
            Some((language, code)) if ends_chunk(&text) => {
                close(language, code, &mut out);
                open = None;
            }
            Some((_, code)) => {
                code.push(&line);
                if !code.ends_with('\n') {
                    code.push_made("\n", line.span());
                }
            }
            None => open = starts_chunk(&text).map(|it| (it, Text::empty(line.span()))),
        }
    }
    out.into_text()
}

fn close(language: &str, code: &Text, out: &mut CommandLines) {
    match language {
        "sh" => out.line(code),
        "python" => out.program("python3", "-c", code),
        "r" => out.program("Rscript", "-e", code),
        "perl" => out.program("perl", "-e", code),
        "ruby" => out.program("ruby", "-e", code),
        "node" => out.program("node", "-e", code),
        "julia" => out.program("julia", "-e", code),
        _ => {}
    }
}

/// ```` ```{bash, echo=FALSE} ````, `<<name>>=`, `#+begin_src sh`
fn starts_chunk(line: &str) -> Option<&'static str> {
    let lower = line.to_ascii_lowercase();
    let engine = if lower.starts_with("```") {
        let inside = lower.trim_start_matches('`').trim_start().strip_prefix('{')?;
        let named =
            inside.find("engine").and_then(|at| inside.get(at..)?.split(['"', '\'']).nth(1));
        let first = inside.split([' ', ',', '}']).next().unwrap_or_default();
        if inside.contains("eval=false") {
            return Some("");
        }
        named.unwrap_or(first).to_owned()
    } else if lower.starts_with("<<") && lower.ends_with(">>=") {
        let named = lower.find("engine").and_then(|at| lower.get(at..)?.split(['"', '\'']).nth(1));
        named.unwrap_or("r").to_owned()
    } else if let Some(rest) = lower.strip_prefix("#+begin_src ") {
        rest.split(' ').next().unwrap_or_default().to_owned()
    } else {
        return None;
    };
    Some(match engine.as_str() {
        "bash" | "sh" | "zsh" | "shell" | "dash" => "sh",
        "python" | "python3" => "python",
        "r" => "r",
        "perl" => "perl",
        "ruby" => "ruby",
        "node" | "js" => "node",
        "julia" => "julia",
        _ => "",
    })
}

fn ends_chunk(line: &str) -> bool {
    line == "```" || line == "@" || line.eq_ignore_ascii_case("#+end_src")
}

#[cfg(test)]
mod tests {
    use super::{chunks, tex};
    use crate::facts::manifests::read;

    #[test]
    fn what_tex_hands_to_a_shell_is_a_command() {
        let text = "\\newcommand{\\where}{h:1}\\def\\w{u}\n\\immediate\\write18{a -o \\where\\space -u \\w -p {x}}\n\\input{|\"b c\"}\n\\directlua{os.execute(\"d\")}\n\\write18";
        assert_eq!(read(tex, text), "a -o h:1 -u u-p {x}\nb c\nd\n");
    }

    #[test]
    fn what_a_definition_hands_on_is_a_command() {
        let text =
            "\\newcommand{\\run}[1]{\\immediate\\write18{#1}}\n\\run{a b}\n\\other{c}\n\\run{d}\n";
        assert_eq!(read(tex, text), "a b\nd\n#1\n");
    }

    #[test]
    fn names_that_define_each_other_end() {
        let text = "\\def\\a{\\b\\b}\\def\\b{\\a\\a}\\write18{\\a \\b}";
        assert_eq!(read(tex, text), "\\b\\b\\a\\a\n");
    }

    #[test]
    fn chunks_are_what_their_engine_runs() {
        let text = "a\n```{bash, echo=FALSE}\nb c\n```\n```\nd\n```\n```{python}\ne(1)\n```\n```{r eval=FALSE}\nf\n```\n<<x>>=\ng()\n@\n#+begin_src sh\nh\n#+end_src\n";
        assert_eq!(read(chunks, text), "b c\n\npython3 -c 'e(1)\n'\nRscript -e 'g()\n'\nh\n\n");
    }
}
