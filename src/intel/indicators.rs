//! An organisation's own indicators, as its policy lists them, next to the built-in data.

use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::image_ref::Pattern;

use super::builder::{Builder, Fact, to_hex};
use super::custom::Custom;
use super::kind::{Form, Kind, ProductKind, Strength};
use super::known::Known;
use super::listing::decode_hex;
use super::tables::Intel;

/// The lists of a policy.
#[derive(Clone, Debug, Default)]
pub(crate) struct Indicators<'a> {
    /// Names of programs: letters, digits, `-`, `_`, `.`; found as whole words.
    pub(crate) names: Vec<&'a str>,
    /// Patterns of images.
    pub(crate) images: Vec<&'a str>,
    /// Hosts; a domain stands for its subdomains too.
    pub(crate) hosts: Vec<&'a str>,
    /// Parts of URLs; found anywhere in a word, without regard to case.
    pub(crate) urls: Vec<&'a str>,
    /// Ports.
    pub(crate) ports: Vec<u16>,
    /// Options, with their dashes.
    pub(crate) flags: Vec<&'a str>,
    /// Wallets; no checksum is asked for.
    pub(crate) wallets: Vec<&'a str>,
    /// Packages: `name`, or `manager:name`.
    pub(crate) packages: Vec<&'a str>,
    /// Bytes in files: text, or `hex:` and hexadecimal digits.
    pub(crate) file_markers: Vec<&'a str>,
    /// SHA-256 of files, 64 hexadecimal digits.
    pub(crate) digests: Vec<&'a str>,
}

/// An indicator that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BadIndicator {
    /// The list that it stands in, as the field of [`Indicators`] is called.
    pub(crate) list: &'static str,
    /// Its index there.
    pub(crate) index: usize,
    /// The offending bytes of it, if a part is.
    pub(crate) range: Option<Range<usize>>,
    /// A lower-case fragment.
    pub(crate) message: String,
}

impl Intel {
    /// The built-in data and the organisation's own; every indicator that cannot be used is reported.
    pub(crate) fn with(indicators: &Indicators<'_>) -> Result<Self, Vec<BadIndicator>> {
        let mut collector = Collector::default();
        collector.collect(indicators);
        let (urls, url_entries): (Vec<&str>, Vec<u32>) = collector.urls.into_iter().unzip();
        let urls = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::LeftmostLongest)
            .build(&urls);
        if urls.is_err() {
            collector.bad.push(BadIndicator {
                list: "urls",
                index: 0,
                range: None,
                message: "these are too many URLs".into(),
            });
        }
        if !collector.bad.is_empty() {
            return Err(collector.bad);
        }
        Ok(Self {
            custom: Some(Box::new(Custom {
                table: collector.builder.build(),
                images: collector.images,
                urls: urls.ok().filter(|urls| urls.patterns_len() > 0),
                url_entries,
                has_digests: !indicators.digests.is_empty(),
            })),
            ..Self::default()
        })
    }

    /// The organisation's own URL inside a word, and where it stands.
    pub(crate) fn url(&self, word: &str) -> Option<(Range<usize>, Known<'_>)> {
        let custom = self.custom.as_ref()?;
        let found = custom.urls.as_ref()?.find(word)?;
        let entry = custom.url_entries.get(found.pattern().as_usize())?;
        Some((found.range(), custom.known(*entry)?))
    }
}

#[derive(Default)]
struct Collector<'a> {
    builder: Builder,
    images: Vec<(Pattern, u32)>,
    urls: Vec<(&'a str, u32)>,
    bad: Vec<BadIndicator>,
}

impl<'a> Collector<'a> {
    fn collect(&mut self, lists: &Indicators<'a>) {
        self.each("names", &lists.names, Self::name);
        self.each("images", &lists.images, Self::image);
        self.each("hosts", &lists.hosts, Self::host);
        self.each("urls", &lists.urls, |custom, url| {
            let entry = custom.add(Kind::Url, url, "");
            custom.urls.push((url, entry));
            Ok(())
        });
        for port in &lists.ports {
            self.add(Kind::Port, &port.to_string(), "");
        }
        self.each("flags", &lists.flags, |custom, flag| {
            if !flag.starts_with('-') || flag.contains('=') {
                return Err(problem("an option starts with `-` and has no value"));
            }
            custom.add(Kind::Flag, flag, "");
            Ok(())
        });
        self.each("wallets", &lists.wallets, |custom, wallet| {
            let bare = wallet.rsplit(':').next().unwrap_or(wallet);
            if bare.is_empty() || !bare.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                return Err(problem("a wallet consists of letters and digits"));
            }
            custom.add(Kind::Wallet, bare, "");
            Ok(())
        });
        self.each("packages", &lists.packages, |custom, package| {
            let (manager, name) = package.split_once(':').unwrap_or(("*", package));
            custom.add(Kind::Package, name, manager);
            Ok(())
        });
        self.each("file_markers", &lists.file_markers, |custom, marker| {
            let Some(hex) = marker.strip_prefix("hex:") else {
                custom.add(Kind::FileMarker, &to_hex(marker.as_bytes()), "text custom");
                return Ok(());
            };
            if decode_hex(hex).is_none() {
                return Err(problem("after `hex:` come pairs of hexadecimal digits"));
            }
            custom.add(Kind::FileMarker, hex, "hex custom");
            Ok(())
        });
        self.each("digests", &lists.digests, |custom, digest| {
            let digest = digest.strip_prefix("sha256:").unwrap_or(digest);
            if digest.len() != 64 || decode_hex(digest).is_none() {
                return Err(problem("a digest is 64 hexadecimal digits"));
            }
            custom.add(Kind::Digest, digest, "");
            Ok(())
        });
    }

    fn each(
        &mut self,
        list: &'static str,
        values: &[&'a str],
        mut take: impl FnMut(&mut Self, &'a str) -> Result<(), Problem>,
    ) {
        for (index, value) in values.iter().copied().enumerate() {
            let taken = if value.trim().is_empty() {
                Err(problem("an indicator cannot be empty"))
            } else {
                take(self, value)
            };
            if let Err((range, message)) = taken {
                self.bad.push(BadIndicator { list, index, range, message });
            }
        }
    }

    fn name(&mut self, name: &str) -> Result<(), Problem> {
        let in_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        let folded_length = name.bytes().filter(u8::is_ascii_alphanumeric).count();
        let ends_well =
            name.bytes().next().zip(name.bytes().next_back()).is_some_and(|(first, last)| {
                first.is_ascii_alphanumeric() && last.is_ascii_alphanumeric()
            });
        if folded_length < 3 || !ends_well || !name.bytes().all(in_name) {
            let message =
                "a name has at least three letters or digits, and `-`, `_`, `.` only between them";
            return Err(problem(message));
        }
        self.add(Kind::Product, name, "");
        Ok(())
    }

    fn image(&mut self, image: &str) -> Result<(), Problem> {
        let pattern = image
            .parse::<Pattern>()
            .map_err(|bad| problem(&format!("{}: {}", bad.message, bad.help)))?;
        let entry = self.add(Kind::Image, image, "");
        self.images.push((pattern, entry));
        Ok(())
    }

    fn host(&mut self, host: &str) -> Result<(), Problem> {
        let bare = host.strip_prefix("*.").unwrap_or(host);
        let bare = bare.strip_suffix('.').unwrap_or(bare);
        let in_host = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        if bare.is_empty() || !bare.bytes().all(in_host) {
            return Err(problem("a host is a domain or an address, without scheme, port and path"));
        }
        self.add(Kind::Pool, bare, "");
        Ok(())
    }

    /// Adds an entry and the key under which it is found; a value that is listed twice is found once.
    fn add(&mut self, kind: Kind, value: &str, detail: &str) -> u32 {
        let named = kind == Kind::Product;
        let product = named.then(|| self.builder.product(value, ProductKind::Miner));
        let entry = self.builder.entry(&Fact {
            kind,
            strength: Strength::Strong,
            form: named.then_some(Form::Name),
            role: None,
            product,
            value,
            detail,
            note: "",
            source: "policy",
            date: "",
        });
        match kind {
            Kind::Image | Kind::Url => true,
            Kind::Package => self.builder.key(&format!("{detail} {value}"), entry),
            _ => self.builder.key(value, entry),
        };
        entry
    }
}

type Problem = (Option<Range<usize>>, String);

fn problem(message: &str) -> Problem {
    (None, message.into())
}
