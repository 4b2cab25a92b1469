//! What an init system reads beside the file that starts something: the variables of an init script of OpenRC, the unit
//! that a drop-in changes. Told by the paths of both.

use super::{configurations, is_of_shell, reader, variables_of_unit};
use crate::facts::names_run::file_name;
use crate::shell::{self, Interpreter};
use crate::source::Text;

/// Where init systems and their tools look for what they start: files of a copied directory that lie there are looked
/// for one by one. With the wildcards of COPY.
pub(crate) const PLACES: [&str; 10] = [
    "/etc/init.d/*",
    "/etc/systemd/system/*.service",
    "/etc/systemd/system/*.service.d/*.conf",
    "/lib/systemd/system/*.service",
    "/usr/lib/systemd/system/*.service",
    "/usr/local/lib/systemd/system/*.service",
    "/etc/supervisord.conf",
    "/etc/supervisor/*.conf",
    "/etc/supervisor/conf.d/*",
    "/etc/supervisor.d/*",
];

/// Something starts what the file at this path says; the path has no slash at its start.
pub(crate) fn is_start_point(path: &str) -> bool {
    init_script(path).is_some() || reader(path).is_some() || is_of_shell(path)
}

/// The name of an init script at this path.
fn init_script(path: &str) -> Option<&str> {
    let name =
        path.strip_prefix("etc/init.d/").or_else(|| path.strip_prefix("etc/rc.d/init.d/"))?;
    (!name.is_empty() && !name.contains('/')).then_some(name)
}

/// The file that the one at this path adds something to: of `x.service.d/y.conf` the unit `x.service`.
pub(crate) fn extended(path: &str) -> Option<&str> {
    let (directory, name) = path.rsplit_once('/')?;
    let unit = directory.strip_suffix(".d").filter(|unit| unit.ends_with(".service"))?;
    name.strip_suffix(".conf").map(|_| unit)
}

/// The commands of a file that something starts by where it lies, `None` if nothing does; `base` is the text of the one
/// that it adds something to.
pub(crate) fn commands(path: &str, content: &Text, base: Option<&Text>) -> Option<Text> {
    if let Some(name) = init_script(path) {
        return of_init(name, content);
    }
    let own = match reader(path) {
        Some(reader) => reader(content),
        None => is_of_shell(path).then(|| content.clone())?,
    };
    let Some(base) = base else { return Some(own) };
    let mut all = variables_of_unit(base);
    all.push(&own);
    Some(all)
}

/// OpenRC reads the variables of `/etc/conf.d` first; other init scripts say themselves what they read.
fn of_init(name: &str, content: &Text) -> Option<Text> {
    if !content.starts_with("#!") {
        return None;
    }
    match shell::interpreter(content) {
        Interpreter::Shell(_) => Some(content.clone()),
        Interpreter::Other(program)
            if matches!(file_name(&program), "openrc-run" | "runscript") =>
        {
            let is_name = |c: char| c.is_ascii_alphanumeric() || "._-@+".contains(c);
            let at = content.span_of(0..0);
            let mut all = Text::empty(content.span());
            if name.chars().all(is_name) {
                // `net.eth0` is one of `net`
                let family = name.split_once('.').map(|(family, _)| family);
                for file in family.into_iter().chain([name]) {
                    all.push_made(&format!("set -a; . /etc/conf.d/{file}\n"), at);
                }
            }
            all.push(&configurations::openrc(content));
            Some(all)
        }
        Interpreter::Other(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, Span};

    fn read(path: &str, content: &str, base: Option<&str>) -> Option<String> {
        let text = |it: &str| Text::verbatim(it, Span::new(FileId::default(), 0, it.len()));
        commands(path, &text(content), base.map(text).as_ref()).map(|it| it.to_string())
    }

    #[test]
    fn an_init_script_of_openrc_has_the_variables_of_its_name() {
        let said = read("etc/init.d/a.b", "#!/sbin/openrc-run\ncommand=/x\n", None);
        let said = said.expect("it is read");
        assert!(said.starts_with("set -a; . /etc/conf.d/a\nset -a; . /etc/conf.d/a.b\n"), "{said}");
        assert!(said.contains("command=/x") && said.contains("$command $command_args"), "{said}");
        let said = read("etc/init.d/a b", "#!/sbin/openrc-run\ncommand=/x\n", None);
        assert!(said.is_some_and(|said| !said.contains("conf.d")));
    }

    #[test]
    fn other_init_scripts_are_read_as_they_are() {
        let script = "#!/bin/sh\n. /etc/default/a\nrun $X\n";
        assert_eq!(read("etc/init.d/a", script, None).as_deref(), Some(script));
        for (path, content) in [
            ("etc/init.d/README", "about these files"),
            ("etc/init.d/a/b", script),
            ("etc/init.d/", script),
            ("etc/init.d/a", "#!/usr/bin/python3\n"),
            ("srv/a", script),
        ] {
            assert_eq!(read(path, content, None), None, "{path}");
        }
    }

    #[test]
    fn a_drop_in_has_the_variables_of_its_unit() {
        let base = "[Service]\nEnvironment=A=b\nEnvironmentFile=/etc/x\nExecStart=/y\n";
        let path = "etc/systemd/system/a.service.d/b.conf";
        assert_eq!(extended(path), Some("etc/systemd/system/a.service"));
        let said = read(path, "[Service]\nExecStart=/z $A\n", Some(base));
        assert_eq!(said.as_deref(), Some("export A=b\nset -a; . /etc/x\n/z $A\n"));
        for other in ["etc/systemd/system/a.service", "etc/a.socket.d/b.conf", "a.service.d/b.txt"]
        {
            assert_eq!(extended(other), None, "{other}");
        }
    }
}
