//! Which names people give to Dockerfiles, and what decides where a name is in doubt.
//!
//! Looks at a name and at bytes; opens nothing.

use std::ffi::OsStr;
use std::path::Path;

/// What a name says of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Naming {
    /// It is a Dockerfile, whatever is in it.
    Dockerfile,
    /// It is one if `BuildKit` would build it: backups, source code, documents that have the word in their name.
    Doubtful,
    /// The same, and where it is none, it is text that a Dockerfile is made of.
    Template,
    /// It is a file of YAML or JSON: what stands in it says whether it is a manifest.
    Document,
    /// It is none.
    Other,
}

const WORDS: [&str; 2] = ["dockerfile", "containerfile"];

/// Endings of template languages.
const TEMPLATES: &[&str] = &[
    "ejs", "erb", "gotmpl", "hbs", "in", "j2", "jinja", "jinja2", "liquid", "m4", "mako",
    "mustache", "template", "tmpl", "tpl", "twig",
];

/// Endings of files that are *about* Dockerfiles or that a tool leaves beside them. `txt` is not among them: people
/// give it to Dockerfiles.
const OTHER_KINDS: &[&str] = &[
    "adoc",
    "bak",
    "bash",
    "bat",
    "bazel",
    "bzl",
    "c",
    "cc",
    "cfg",
    "cjs",
    "class",
    "conf",
    "cpp",
    "cs",
    "css",
    "csv",
    "d",
    "dart",
    "diff",
    "el",
    "ex",
    "expected",
    "exs",
    "gif",
    "go",
    "golden",
    "gz",
    "h",
    "hpp",
    "hs",
    "html",
    "ini",
    "ipynb",
    "java",
    "jpeg",
    "jpg",
    "js",
    "json",
    "jsx",
    "kt",
    "lock",
    "log",
    "lua",
    "map",
    "md",
    "mdx",
    "mjs",
    "ml",
    "mli",
    "nim",
    "nix",
    "orig",
    "patch",
    "pdf",
    "php",
    "pl",
    "png",
    "ps1",
    "py",
    "pyc",
    "r",
    "rb",
    "rej",
    "rs",
    "rst",
    "scala",
    "sh",
    "snap",
    "svg",
    "swift",
    "swp",
    "tar",
    "tgz",
    "tmlanguage",
    "toml",
    "ts",
    "tsx",
    "vim",
    "vue",
    "xml",
    "yaml",
    "yml",
    "zip",
    "zsh",
];

/// Endings of files that may be manifests.
const DOCUMENTS: [&str; 4] = ["yaml", "yml", "json", "hcl"];

/// What the name of a file says.
pub(super) fn naming(name: &OsStr) -> Naming {
    let name = name.to_string_lossy().to_lowercase();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    if ending == "dockerignore" || !has_word(&name) {
        if DOCUMENTS.contains(&ending) { Naming::Document } else { Naming::Other }
    } else if TEMPLATES.contains(&ending) {
        Naming::Template
    } else if is_usual(&name) && !OTHER_KINDS.contains(&ending) && !is_document_inside(&name) {
        Naming::Dockerfile
    } else {
        Naming::Doubtful
    }
}

/// True for a file of YAML or JSON by its name.
pub(super) fn is_document(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| DOCUMENTS.iter().any(|known| ending == *known))
}

/// The name of a document stands in it, before an ending of one's own: `dockerfile.json.expected-output`.
fn is_document_inside(name: &str) -> bool {
    const DATA: [&str; 6] = ["html", "json", "toml", "xml", "yaml", "yml"];
    name.split('.').skip(1).any(|part| DATA.contains(&part))
}

/// One of the words stands in it and does not go on as another word: `Dockerfile2`, not `Dockerfiles`.
fn has_word(name: &str) -> bool {
    WORDS.iter().any(|word| {
        let mut ends = name.match_indices(word).map(|(at, word)| at + word.len());
        ends.any(|end| !name.get(end..).unwrap_or_default().starts_with(char::is_alphabetic))
    })
}

/// `Dockerfile`, `Dockerfile.prod`, `Dockerfile-prod`, `Dockerfile_prod`, `Dockerfile2`, `web.Dockerfile`.
fn is_usual(name: &str) -> bool {
    WORDS.iter().any(|word| {
        let behind = name.strip_prefix(word).and_then(|rest| rest.chars().next());
        let in_front = name.strip_suffix(word).and_then(|rest| rest.chars().next_back());
        name == *word
            || behind.is_some_and(|c| matches!(c, '.' | '-' | '_') || c.is_ascii_digit())
            || in_front.is_some_and(|c| matches!(c, '.' | '-' | '_'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dockerfile::is_buildable;

    #[test]
    fn names_that_people_give_to_dockerfiles() {
        for name in [
            "Dockerfile",
            "dockerfile",
            "Dockerfile.prod",
            "Dockerfile.a.b",
            "web.Dockerfile",
            "web.dockerfile",
            ".dockerfile",
            "Containerfile",
            "Containerfile.alpine",
            "Dockerfile-prod",
            "Dockerfile_dev",
            "Dockerfile2",
            "Containerfile-x",
            "Dockerfile-alpine.txt",
            "my-dockerfile",
        ] {
            assert_eq!(naming(OsStr::new(name)), Naming::Dockerfile, "{name}");
        }
    }

    #[test]
    fn names_that_the_content_decides() {
        for name in [
            "AdtDockerfile",
            "Dockerfile~",
            "dockerfile.rs",
            "Dockerfile.md",
            "web.Dockerfile.bak",
            "Dockerfile.golden",
            "dockerfile-custom.json.golden",
            "dockerfile.yaml.2",
        ] {
            assert_eq!(naming(OsStr::new(name)), Naming::Doubtful, "{name}");
        }
        for name in ["Dockerfile.j2", "Dockerfile.template", "web.dockerfile.in", "Dockerfile.erb"]
        {
            assert_eq!(naming(OsStr::new(name)), Naming::Template, "{name}");
        }
    }

    #[test]
    fn names_of_other_files() {
        for name in [
            "Dockerfile.dockerignore",
            "web.Dockerfile.dockerignore",
            ".dockerignore",
            "Dockerfiles",
            "dockerfilelint",
            "",
        ] {
            assert_eq!(naming(OsStr::new(name)), Naming::Other, "{name}");
        }
    }

    #[test]
    fn what_buildkit_refuses_is_no_dockerfile() {
        assert!(is_buildable(b"# syntax=docker/dockerfile:1\nFROM alpine\nCMD [\"./agent\"]\n"));
        for text in
            ["", "# notes\n\nUse `docker build`.\n", "from os import path\n", "FROM {{ base }}\n"]
        {
            assert!(!is_buildable(text.as_bytes()), "{text}");
        }
    }
}
