//! Files by which a system starts programs (systemd units, supervisord, inittab, Procfile, desktop entries), read as the
//! commands that they stand for. Every word keeps its place in the file.

use crate::source::Text;

/// How a file says what is started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// `ExecStart=…` and its like.
    Unit,
    /// `command=…`.
    Supervisor,
    /// `id:levels:action:process`.
    Inittab,
    /// `name: process`.
    Procfile,
    /// `Exec=…`.
    Desktop,
}

impl Form {
    fn of(path: &str) -> Option<Self> {
        let path = path.to_ascii_lowercase();
        let name = path.rsplit('/').next().unwrap_or(&path);
        let ending = name.rsplit_once('.').map(|(_, ending)| ending);
        match ending {
            Some("service") => return Some(Self::Unit),
            Some("desktop") => return Some(Self::Desktop),
            Some("conf" | "ini") if path.contains("supervisor") => return Some(Self::Supervisor),
            // parts of a unit: `x.service.d/override.conf`
            Some("conf") if path.contains(".service.d/") => return Some(Self::Unit),
            _ => {}
        }
        match name {
            "inittab" => Some(Self::Inittab),
            "procfile" => Some(Self::Procfile),
            _ => None,
        }
    }

    /// Where the command starts in a line that has one.
    fn command(self, line: &str) -> Option<usize> {
        let after = |keys: fn(&str) -> bool| {
            let (key, value) = line.split_once('=')?;
            keys(key.trim()).then_some(line.len() - value.len())
        };
        match self {
            Self::Unit => after(|key| key.starts_with("Exec")),
            Self::Supervisor => after(|key| key == "command"),
            Self::Desktop => after(|key| key == "Exec"),
            Self::Inittab if line.starts_with('#') => None,
            Self::Inittab => line.match_indices(':').nth(2).map(|(at, _)| at + 1),
            Self::Procfile => line.find(':').map(|at| at + 1),
        }
    }
}

/// True if a file of this path starts programs.
pub fn is_service(path: &str) -> bool {
    Form::of(path).is_some()
}

/// The commands that a file starts, one a line; `None` if it is no such file by its path.
pub fn service_commands(path: &str, content: &Text) -> Option<Text> {
    let form = Form::of(path)?;
    let mut out = Text::empty(content.span());
    let mut continued = false;
    let mut start = 0;
    for line in content.as_str().split_inclusive('\n') {
        let at = start;
        start += line.len();
        let text = line.trim_end();
        let continues = text.ends_with('\\');
        let text = text.strip_suffix('\\').unwrap_or(text);
        let from = match form.command(text) {
            _ if continued => Some(0),
            from => from.map(|from| command(text, from)),
        };
        let Some(from) = from else { continue };
        out.push_range(content, at + from..at + text.len());
        continued = continues;
        out.push_opaque(if continues { " " } else { "\n" }, content.span());
    }
    Some(out)
}

/// Where the command starts behind the signs that say how it is started.
fn command(text: &str, from: usize) -> usize {
    let value = text.get(from..).unwrap_or_default();
    let signs = |c: char| c.is_whitespace() || "@-:+!|".contains(c);
    let skipped = value.len() - value.trim_start_matches(signs).len();
    from + skipped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, Span};

    #[test]
    fn every_form_becomes_commands() {
        let commands = |path: &str, text: &str| {
            let content = Text::verbatim(text, Span::new(FileId::default(), 0, text.len()));
            service_commands(path, &content).map(|it| it.as_str().to_owned())
        };
        let unit = "[Service]\nUser=x\nExecStartPre=-/bin/a b\nExecStart = /opt/c \\\n  -d e\nRestart=always\n";
        let said = commands("etc/systemd/system/x.service", unit);
        assert_eq!(said.as_deref(), Some("/bin/a b\n/opt/c    -d e\n"));
        let said = commands("/etc/supervisor/conf.d/x.conf", "[program:x]\ncommand=/opt/c -d\n");
        assert_eq!(said.as_deref(), Some("/opt/c -d\n"));
        let said = commands("etc/inittab", "# a:b:c:d\n::respawn:/sbin/getty 1\n");
        assert_eq!(said.as_deref(), Some("/sbin/getty 1\n"));
        assert_eq!(commands("Procfile", "web: run it\n").as_deref(), Some("run it\n"));
        assert_eq!(commands("x.desktop", "Exec=/opt/c %U").as_deref(), Some("/opt/c %U\n"));
        assert_eq!(commands("etc/x.conf", "ExecStart=/opt/c\n"), None);
    }
}
