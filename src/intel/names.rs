//! Single names: algorithms, variables, users, directories, packages, configuration keys, attack tools.

use std::ops::Range;

use super::kind::Kind;
use super::known::Known;
use super::tables::Intel;

/// Other names of package managers, and the manager under which the data lists their packages.
const MANAGERS: &[(&str, &str)] = &[
    ("apt-get", "apt"),
    ("aptitude", "apt"),
    ("dpkg", "apt"),
    ("yum", "dnf"),
    ("microdnf", "dnf"),
    ("rpm", "dnf"),
    ("yay", "aur"),
    ("paru", "aur"),
    ("yarn", "npm"),
    ("pnpm", "npm"),
    ("bun", "npm"),
    ("pip2", "pip"),
    ("pip3", "pip"),
    ("pipx", "pip"),
    ("uv", "pip"),
    ("poetry", "pip"),
    ("conda", "pip"),
    ("nix-env", "nix"),
];

impl Intel {
    /// The word as the name of a proof-of-work algorithm, as miners take it.
    pub(crate) fn algorithm(&self, word: &str) -> Option<Known<'_>> {
        self.find(Kind::Algorithm, word)
    }

    /// The name of an environment variable that miners read.
    pub(crate) fn env_name(&self, name: &str) -> Option<Known<'_>> {
        self.find(Kind::EnvName, name)
    }

    /// The name of a user under which miners run.
    pub(crate) fn user(&self, name: &str) -> Option<Known<'_>> {
        self.find(Kind::User, name)
    }

    /// The path as a directory in which miners are installed: a known one, or one that names a miner.
    pub(crate) fn workdir(&self, path: &str) -> Option<Known<'_>> {
        let mut plain = String::with_capacity(path.len());
        for segment in path.split(['/', '\\']) {
            if !segment.is_empty() && segment != "." && !segment.ends_with(':') {
                plain.push('/');
                plain.push_str(segment);
            }
        }
        self.find(Kind::Workdir, &plain).or_else(|| self.miner_in(path).map(|hit| hit.known))
    }

    /// The package as a miner or a tool of miners, in any version or in a release that is listed as `name@version`.
    pub(crate) fn package(&self, manager: &str, name: &str) -> Option<Known<'_>> {
        let listed =
            MANAGERS.iter().find(|(alias, _)| *alias == manager).map(|(_, listed)| *listed);
        let end = name
            .char_indices()
            .skip(1)
            .find(|(_, c)| matches!(c, '=' | '<' | '>' | '@' | '~' | '!' | '^' | ';' | '[' | ' '))
            .map_or(name.len(), |(at, _)| at);
        let version = name.get(end..).map_or("", |rest| rest.trim_start_matches(['=', '@', ' ']));
        let name = name.get(..end).unwrap_or(name);
        if name.len() > 214 || version.len() > 64 {
            return None;
        }
        let release = (!version.is_empty()).then(|| format!("{name}@{version}"));
        let of_manager = |manager: &str| {
            let release = release.as_ref();
            release
                .and_then(|release| self.find_pair(Kind::Package, manager, release))
                .or_else(|| self.find_pair(Kind::Package, manager, name))
        };
        // conda takes packages of pip, too
        of_manager(manager)
            .or_else(|| of_manager(listed?))
            .or_else(|| self.find_pair(Kind::Package, "*", name))
    }

    /// A path, or the end of an address, as one that attack campaigns use: the file under its name, without a leading
    /// dot and without an ending, or the whole path. `/root` and `/home/…` are `~`.
    pub(crate) fn attack(&self, path: &str) -> Option<(Range<usize>, Known<'_>)> {
        let path = path.trim_end_matches('/');
        let start = path
            .bytes()
            .rposition(|byte| matches!(byte, b'/' | b'\\' | b'='))
            .map_or(0, |at| at + 1);
        let name = path.get(start..)?;
        let bare = name.strip_prefix('.').unwrap_or(name);
        let stem = bare.split_once('.').map_or(bare, |(stem, _)| stem);
        // Most names have neither dot: they are one spelling, asked for once.
        let spellings =
            [Some(name), (bare != name).then_some(bare), (stem != bare).then_some(stem)];
        let by_name =
            spellings.into_iter().flatten().find_map(|name| self.find(Kind::AttackName, name));
        let known = by_name.or_else(|| self.find(Kind::AttackPath, path)).or_else(|| {
            let below = path.strip_prefix("/root/").or_else(|| {
                path.strip_prefix("/home/")
                    .and_then(|rest| rest.split_once('/'))
                    .map(|(_, rest)| rest)
            })?;
            self.find(Kind::AttackPath, &format!("~/{below}"))
        })?;
        let range = if known.kind() == Kind::AttackPath { 0 } else { start }..path.len();
        Some((range, known))
    }

    /// The key of a miner's configuration file.
    pub(crate) fn config_key(&self, key: &str) -> Option<Known<'_>> {
        self.find(Kind::ConfigKey, key)
    }

    /// The port as one that pools listen on: support for other evidence only.
    pub(crate) fn port(&self, port: u16) -> Option<Known<'_>> {
        self.find(Kind::Port, &port.to_string())
    }

    /// The SHA-256 (64 hexadecimal digits) of a miner's release file.
    pub(crate) fn digest(&self, sha256: &str) -> Option<Known<'_>> {
        self.find(Kind::Digest, sha256)
    }
}
