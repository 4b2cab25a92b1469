//! Single names: algorithms, variables, users, directories, packages, configuration keys, attack tools.

use super::kind::{Kind, ProductKind, Strength};
use super::known::{Intel, Known};

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
    pub fn algorithm(&self, word: &str) -> Option<Known<'_>> {
        self.find(Kind::Algorithm, word)
    }

    /// The name of an environment variable that miners read.
    pub fn env_name(&self, name: &str) -> Option<Known<'_>> {
        self.find(Kind::EnvName, name)
    }

    /// The name of a user under which miners run.
    pub fn user(&self, name: &str) -> Option<Known<'_>> {
        self.find(Kind::User, name)
    }

    /// The path as a directory in which miners are installed: a known one, or one that names a miner.
    pub fn workdir(&self, path: &str) -> Option<Known<'_>> {
        let mut plain = String::with_capacity(path.len());
        for segment in path.split(['/', '\\']) {
            if !segment.is_empty() && segment != "." && !segment.ends_with(':') {
                plain.push('/');
                plain.push_str(segment);
            }
        }
        self.find(Kind::Workdir, &plain).or_else(|| self.miner_in(path).map(|hit| hit.known))
    }

    /// The package as a miner or a tool of miners; a version after the name does not count.
    pub fn package(&self, manager: &str, name: &str) -> Option<Known<'_>> {
        let manager = MANAGERS
            .iter()
            .find(|(alias, _)| *alias == manager)
            .map_or(manager, |(_, listed)| listed);
        let end = name
            .char_indices()
            .skip(1)
            .find(|(_, c)| "=<>@~!^;[ ".contains(*c))
            .map_or(name.len(), |(at, _)| at);
        let name = name.get(..end).unwrap_or(name);
        if name.len() > 214 {
            return None;
        }
        self.find_pair(Kind::Package, manager, name)
            .or_else(|| self.find_pair(Kind::Package, "*", name))
    }

    /// The name, inside a word, of what a build patches to keep a miner from paying its developers.
    pub fn donation_patch(&self, word: &str) -> Option<Known<'_>> {
        self.names_in(word)
            .map(|(_, known)| known)
            .filter(|known| known.kind() == Kind::DonationPatch)
            .min_by_key(|known| known.strength())
    }

    /// The file name of a path as one that attack campaigns use.
    pub fn attack_name(&self, path: &str) -> Option<Known<'_>> {
        let name = path.rsplit('/').next().unwrap_or(path);
        self.find(Kind::AttackName, name)
    }

    /// The path as one that attack campaigns use.
    pub fn attack_path(&self, path: &str) -> Option<Known<'_>> {
        self.find(Kind::AttackPath, path.trim_end_matches('/'))
    }

    /// The key of a miner's configuration file.
    pub fn config_key(&self, key: &str) -> Option<Known<'_>> {
        self.find(Kind::ConfigKey, key)
    }

    /// The port as one that pools listen on: support for other evidence only.
    pub fn port(&self, port: u16) -> Option<Known<'_>> {
        self.find(Kind::Port, &port.to_string())
    }

    /// The SHA-256 (64 hexadecimal digits) of a miner's release file.
    pub fn digest(&self, sha256: &str) -> Option<Known<'_>> {
        self.find(Kind::Digest, sha256)
    }

    /// The first unmistakable name of a mining proxy or pool server.
    pub fn infrastructure_in(&self, word: &str) -> Option<super::ProductHit<'_>> {
        self.products_in(word).find(|hit| {
            hit.strength == Strength::Strong
                && matches!(hit.kind, ProductKind::Proxy | ProductKind::PoolServer)
        })
    }
}
