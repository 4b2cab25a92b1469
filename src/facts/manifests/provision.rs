//! Files that set up a machine or an image, read as the commands in them: `cloud-config`, Earthfiles, definitions of
//! Apptainer, Quadlets of Podman.

use crate::facts::autostart::each_line;
use crate::facts::command_lines::CommandLines;
use crate::facts::settings::json;
use crate::source::Text;

/// `runcmd` and `bootcmd` of a `#cloud-config`: lines, lists of words, blocks.
pub(crate) fn cloud_config(content: &Text) -> Text {
    let mut commands = CommandLines::new(content);
    let mut is_command = false;
    for line in content.whole_lines() {
        if line.starts_with(|c: char| c.is_ascii_alphabetic()) {
            is_command = line.starts_with("runcmd:") || line.starts_with("bootcmd:");
            continue;
        }
        let text = line.trimmed();
        if !is_command || text.starts_with('#') {
            continue;
        }
        let dash = if text.starts_with("- ") { 2 } else { 0 };
        let item = text.slice(dash..text.len()).trimmed();
        match item.chars().next() {
            Some('[') => commands.words(&values(&item)),
            Some(quote @ ('"' | '\'')) if item.len() > 1 && item.ends_with(quote) => {
                commands.line(&item.slice(1..item.len() - 1));
            }
            Some('|' | '>') => {}
            _ => commands.line(&item),
        }
    }
    commands.into_text()
}

/// The strings of a list.
fn values(list: &Text) -> Vec<Text> {
    json(list).into_iter().map(|setting| setting.value).collect()
}

/// `RUN`, `GIT CLONE`, `ARG`, `ENTRYPOINT` … of an Earthfile.
pub(super) fn earthfile(content: &Text) -> Text {
    let goes_on = std::cell::Cell::new(false);
    each_line(content, "#", |line, out| {
        let is_rest = goes_on.replace(line.ends_with('\\'));
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let mut rest = line.slice(line.len() - rest.len()..line.len()).trimmed();
        let mut commands = CommandLines::new(line);
        match word {
            _ if is_rest => commands.line(line),
            "RUN" | "IF" | "ENTRYPOINT" | "CMD" => {
                while rest.starts_with("--") {
                    let end = rest.find(' ').unwrap_or(rest.len());
                    rest = rest.slice(end..rest.len()).trimmed();
                }
                match rest.starts_with('[') {
                    true => commands.words(&values(&rest)),
                    false => commands.line(&rest),
                }
            }
            "GIT" => {
                for url in crate::facts::url::find(&rest) {
                    commands.command("git clone ", &url.text);
                }
            }
            "FROM" => commands.command("docker run ", &rest),
            "ARG" | "LET" | "SET" | "ENV" => {
                let cut = rest.len() - rest.trim_start_matches("--required").trim_start().len();
                commands.line(&rest.slice(cut..rest.len()));
            }
            _ => {}
        }
        out.push(&commands.into_text());
    })
}

/// `%post`, `%runscript` … and `From:` of a definition of Apptainer.
pub(super) fn apptainer(content: &Text) -> Text {
    const SCRIPTS: [&str; 8] = [
        "%post",
        "%setup",
        "%pre",
        "%runscript",
        "%startscript",
        "%test",
        "%appinstall",
        "%apprun",
    ];
    let inside = std::cell::Cell::new(false);
    each_line(content, "#", |line, out| {
        let mut commands = CommandLines::new(line);
        if line.starts_with('%') {
            let name = line.split_whitespace().next().unwrap_or_default();
            inside.set(SCRIPTS.contains(&name));
        } else if inside.get() {
            commands.line(line);
        } else if let Some(image) = line.strip_prefix("From:") {
            let image = line.slice(line.len() - image.len()..line.len()).trimmed();
            commands.command("docker run ", &image);
        }
        out.push(&commands.into_text());
    })
}

/// `Image=`, `Exec=` of a Quadlet, as `podman run` starts them.
pub(super) fn quadlet(content: &Text) -> Text {
    let mut words = Text::empty(content.span());
    let of = |key: &'static str| {
        each_line(content, "#;", move |line, out| {
            if let Some(value) = line.strip_prefix(key) {
                out.push_made(" ", line.span());
                out.push(&line.slice(line.len() - value.len()..line.len()).trimmed());
            }
        })
    };
    words.push_made("podman run", content.span());
    words.push(&of("Image="));
    words.push(&of("Exec="));
    words.push_made("\n", content.span());
    words
}

#[cfg(test)]
mod tests {
    use super::{apptainer, cloud_config, earthfile, quadlet};
    use crate::facts::manifests::read;

    #[test]
    fn a_cloud_config_runs_its_commands() {
        let text = "#cloud-config\npackages: [a]\nruncmd:\n  - [sh, -c, 'b c']\n  - d e\n  - 'f g'\nusers:\n  - name: h\n";
        assert_eq!(read(cloud_config, text), "'sh' '-c' 'b c' \nd e\nf g\n");
    }

    #[test]
    fn earthfiles_definitions_and_quadlets_are_commands() {
        let earth = "VERSION 0.8\nFROM a\nb:\n  ARG c=d\n  RUN --push e \\\n    f\n  GIT CLONE https://h/x y\n";
        assert_eq!(
            read(earthfile, earth),
            "docker run 'a' \nc=d\ne \\\nf\ngit clone 'https://h/x' \n"
        );
        let definition = "Bootstrap: docker\nFrom: a\n%post\n  b c\n%labels\n  d e\n";
        assert_eq!(read(apptainer, definition), "docker run 'a' \nb c\n");
        assert_eq!(read(quadlet, "[Container]\nImage=a/b\nExec=-o c\n"), "podman run a/b -o c\n");
    }
}
