//! The vocabulary of the data files: kinds of entries, how strong they are, what they take part in.
//!
//! Used twice: by the build script, which reads the words from TOML, and by the program. So it may use `std` only.

/// Declares an enum whose variants have a word in the data files and in reports.
macro_rules! words {
    ($(#[$outer:meta])* $name:ident { $($(#[$inner:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$outer])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) enum $name {
            $($(#[$inner])* $variant,)*
        }

        #[allow(dead_code, reason = "some words only the build script asks for, others only the program")]
        impl $name {
            /// Every value, in the order of declaration.
            pub(crate) const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The word for it in data files and reports.
            pub(crate) const fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }

            /// The value with this word.
            pub(crate) fn from_word(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }
    };
}

words! {
    /// What an entry names.
    Kind {
        /// A name of a program: the product itself, a binary, the stem of a release file.
        Product = "product",
        /// A word that contains or resembles a product name and is none.
        Lookalike = "look-alike",
        /// A word after a product name that makes it another kind of program (`-exporter`).
        Companion = "companion",
        /// A source repository, `owner/name`.
        Repository = "repository",
        /// A package; the detail is its manager.
        Package = "package",
        /// A domain of a mining pool or of a miner project.
        Pool = "pool",
        /// A domain that looks like a pool and is none.
        NotPool = "not-a-pool",
        /// A label that host names of pools often have.
        HostWord = "host-word",
        /// The scheme of a pool URL, beside the `stratum` family.
        Scheme = "scheme",
        /// A proof-of-work algorithm.
        Algorithm = "algorithm",
        /// A command-line option.
        Flag = "flag",
        /// A name that options and variables of miners have and that says what their value is.
        OptionName = "option-name",
        /// The name of an environment variable.
        EnvName = "env-name",
        /// A user name.
        User = "user",
        /// A working directory.
        Workdir = "workdir",
        /// An image: `registry/repository`, with `*` for any further components.
        Image = "image",
        /// A word in a repository path that ready-made mining images have.
        ImageWord = "image-word",
        /// A name that occurs when the developers' share is patched out of a miner's source.
        DonationPatch = "donation-patch",
        /// A switch that configures the build of a miner.
        BuildSwitch = "build-switch",
        /// A change of the host that miners make for speed.
        Tuning = "tuning",
        /// An option with which a program makes such a change; the detail is the program.
        TuningOption = "tuning-option",
        /// An option that makes a node mine; the detail is the node program.
        NodeOption = "node-option",
        /// A call of a node's interface that makes it mine.
        NodeCall = "node-call",
        /// A setting that makes a node mine, by the end of its path; the detail is the value.
        NodeSetting = "node-setting",
        /// A file or process name that attack campaigns use.
        AttackName = "attack-name",
        /// A path that attack campaigns use.
        AttackPath = "attack-path",
        /// A key of a miner's configuration file.
        ConfigKey = "config-key",
        /// Bytes inside a file.
        FileMarker = "file-marker",
        /// The SHA-256 of a release file.
        Digest = "digest",
        /// A port that pools listen on.
        Port = "port",
        /// A URL (only from a policy).
        Url = "url",
        /// A wallet (only from a policy).
        Wallet = "wallet",
    }
}

words! {
    /// How much an entry says.
    Strength {
        /// Evidence on its own.
        Strong = "strong",
        /// Evidence together with another medium or strong one.
        Medium = "medium",
        /// An ordinary word: only supports other evidence.
        Weak = "weak",
    }
}

words! {
    /// What a program does.
    ProductKind {
        /// Computes proofs of work (or plots, for proofs of space).
        Miner = "miner",
        /// Fetches and starts miners.
        Launcher = "launcher",
        /// Mines inside a web browser.
        Browser = "browser",
        /// Hands the work of a pool on to miners.
        Proxy = "proxy",
        /// Is a mining pool.
        PoolServer = "pool-server",
        /// Shows what miners do.
        Monitor = "monitor",
    }
}

words! {
    /// What bytes inside a file belong to; which of them count together is up to the rules.
    MarkerGroup {
        /// Constants of an algorithm that cannot be changed without leaving the network; nodes have them, too.
        Constant = "constant",
        /// The salts of variants of one algorithm: a node has one, a miner of many coins several.
        Salt = "salt",
        /// A constant of KawPow.
        Kawpow = "kawpow",
        /// The name of an algorithm.
        Algorithm = "algorithm",
        /// A method of the protocol between miner and pool.
        Method = "method",
        /// A field of a job that a pool sends.
        Job = "job",
        /// The scheme of a pool URL.
        Scheme = "scheme",
        /// Text that a miner prints.
        Usage = "usage",
        /// Where a miner's developers get their share.
        Donation = "donation",
        /// A change of the host that miners make for speed.
        Tuning = "tuning",
        /// Program text for a graphics card.
        Kernel = "kernel",
        /// A name of a miner's source code.
        Source = "source",
        /// A key of a miner's configuration.
        Key = "key",
        /// A name that attack campaigns use.
        Campaign = "campaign",
        /// The sign of a packer of executables.
        Packer = "packer",
        /// An organisation's own marker.
        Custom = "custom",
    }
}

words! {
    /// In which form a product is named.
    Form {
        /// Its name.
        Name = "name",
        /// Another name, such as that of a fork.
        Alias = "alias",
        /// A file of it that runs or is loaded.
        Binary = "binary",
        /// The stem of a release file.
        Asset = "asset",
    }
}

words! {
    /// What a generic command-line option gives to a miner.
    FlagRole {
        /// The address of the pool.
        Pool = "pool",
        /// The wallet or account.
        Account = "account",
        /// The password, often `x`.
        Password = "password",
        /// The algorithm or coin.
        Algorithm = "algorithm",
        /// The name of the rig.
        Worker = "worker",
        /// How much of the machine to use.
        Load = "load",
    }
}

/// How a key is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fold {
    /// Byte by byte.
    Exact,
    /// Without ASCII case.
    Case,
    /// Without ASCII case, `-` and `_`, so that `XMR_STAK` is `xmr-stak`.
    Name,
}

impl Kind {
    /// How keys of this kind are compared.
    pub(crate) const fn fold(self) -> Fold {
        match self {
            Self::Flag | Self::FileMarker | Self::Wallet | Self::Url => Fold::Exact,
            Self::Product
            | Self::Lookalike
            | Self::Companion
            | Self::ImageWord
            | Self::OptionName
            | Self::DonationPatch
            | Self::NodeCall
            | Self::Tuning => Fold::Name,
            _ => Fold::Case,
        }
    }

    /// Whether a value that ends in `*` stands for everything that starts like it.
    pub(crate) const fn has_prefixes(self) -> bool {
        matches!(
            self,
            Self::EnvName | Self::Workdir | Self::Image | Self::BuildSwitch | Self::AttackPath
        )
    }

    /// Kinds that share a table, so that one pass over a word finds them all, and a look-alike hides the product
    /// inside it.
    pub(crate) const fn table(self) -> u8 {
        match self {
            Self::Lookalike | Self::DonationPatch | Self::NodeCall | Self::Tuning => {
                Self::Product as u8
            }
            other => other as u8,
        }
    }
}
