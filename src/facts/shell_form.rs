//! Which shell reads shell-form instructions where no SHELL says so: `/bin/sh -c`, or `cmd /S /C` on Windows.

use crate::shell::{self, Language, Script, Session};
use crate::source::Text;

/// The shell of a stage without SHELL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) enum DefaultShell {
    #[default]
    Posix,
    Cmd,
    /// The file looks as if it was for Windows, but its author alone says so: it is read both ways.
    Either,
}

/// Repositories that have images for Windows only.
const WINDOWS: &[&str] = &[
    "mcr.microsoft.com/windows",
    "mcr.microsoft.com/windows/",
    "mcr.microsoft.com/dotnet/framework/",
    "mcr.microsoft.com/dotnet-framework/",
    "microsoft/windowsservercore",
    "microsoft/nanoserver",
    "microsoft/iis",
    "microsoft/aspnet",
    "microsoft/dotnet-framework",
    "microsoft/wcf",
    "microsoft/mssql-server-windows",
];

/// Parts of names and tags by which images for Windows go.
const MARKS: &[&str] = &["windowsservercore", "nanoserver", "servercore", "/windows/", "-windows-"];

/// Publishers of which a tag for Windows is believed: Docker's own images and Microsoft's.
fn is_well_known(name: &str) -> bool {
    let repository = name.split([':', '@']).next().unwrap_or_default();
    let repository = repository.strip_prefix("docker.io/").unwrap_or(repository);
    let repository = repository.strip_prefix("library/").unwrap_or(repository);
    !repository.contains('/') || repository.starts_with("mcr.microsoft.com/")
}

impl DefaultShell {
    /// By the base image as expanded, its platform, and the escape character of the file.
    pub(crate) fn of(base: &str, platform: Option<&str>, escape: char) -> Self {
        let name = base.to_ascii_lowercase();
        let os = platform.and_then(|platform| platform.split('/').next()).unwrap_or_default();
        let listed = |listed: &&&str| {
            let rest = name.strip_prefix(**listed);
            rest.is_some_and(|rest| {
                listed.ends_with('/') || rest.starts_with([':', '@']) || rest.is_empty()
            })
        };
        let marked = MARKS.iter().any(|mark| name.contains(mark));
        if os.eq_ignore_ascii_case("windows")
            || WINDOWS.iter().any(|it| listed(&it))
            || marked && is_well_known(&name)
        {
            Self::Cmd
        } else if marked || escape == '`' {
            Self::Either
        } else {
            Self::Posix
        }
    }

    /// The languages to read a text in, the likelier one first.
    pub(crate) fn languages(self) -> &'static [Language] {
        match self {
            Self::Posix => &[Language::Posix],
            Self::Cmd => &[Language::Cmd],
            Self::Either => &[Language::Cmd, Language::Posix],
        }
    }
}

/// The language of shell form; where it may be one of two, the likelier one.
pub(crate) fn language(shell: &[Text], default: DefaultShell) -> Language {
    match default.languages() {
        [first, ..] if shell.is_empty() => *first,
        _ => shell::language_of(shell),
    }
}

/// Reads a text in shell form in each way in which it may be run: by the words of SHELL, or where there are none by the
/// shell of the stage.
pub(crate) fn read(
    shell: &[Text],
    default: DefaultShell,
    text: &Text,
    session: &mut Session<'_>,
) -> Vec<Script> {
    if !shell.is_empty() {
        return session.read_given(shell, text);
    }
    let languages = default.languages().iter();
    let mut read: Vec<_> = languages.map(|language| session.read(text, &[], *language)).collect();
    if let [first, second] = read.as_slice()
        && same_words(first, second)
    {
        read.truncate(1);
    }
    read
}

/// True if both readings run the same programs with the same words.
fn same_words(first: &Script, second: &Script) -> bool {
    first.commands.len() == second.commands.len()
        && first.commands.iter().zip(&second.commands).all(|(a, b)| {
            a.argv.len() == b.argv.len()
                && a.argv.iter().zip(&b.argv).all(|(a, b)| a.as_str() == b.as_str())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_bases_are_read_by_cmd_and_those_that_only_say_so_both_ways() {
        let of = |base| DefaultShell::of(base, None, '\\');
        for base in [
            "mcr.microsoft.com/windows/servercore:ltsc2022",
            "mcr.microsoft.com/windows:ltsc2019",
            "mcr.microsoft.com/dotnet/framework/aspnet:4.8",
            "microsoft/iis",
            "golang:1.20-nanoserver-1809",
            "mcr.microsoft.com/dotnet/sdk:8.0-windowsservercore-ltsc2022",
        ] {
            assert_eq!(of(base), DefaultShell::Cmd, "{base}");
        }
        for base in ["team.example.invalid/windows/base", "team/nanoserver"] {
            assert_eq!(of(base), DefaultShell::Either, "{base}");
        }
        for base in ["debian:12", "microsoft/dotnet", "mcr.microsoft.com/windowsish/x"] {
            assert_eq!(of(base), DefaultShell::Posix, "{base}");
        }
        assert_eq!(DefaultShell::of("team/base", None, '`'), DefaultShell::Either);
        assert_eq!(DefaultShell::of("team/base", Some("windows/amd64"), '\\'), DefaultShell::Cmd);
    }
}
