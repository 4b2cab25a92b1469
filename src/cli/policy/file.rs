//! Reads the policy of a run: a policy file over a preset, under the command line.

use std::io;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::anchore::{
    self, ContentSearch, ImageName, Judge, MAX_BUNDLE_BYTES, MAX_SEARCH_BYTES, Reading,
};
use crate::cli::color::ColorChoice;
use crate::cli::completed::Completed;
use crate::cli::failure::Failure;
use crate::cli::overrides::Overrides;
use crate::cli::policy::chain::{Chain, policy_bytes};
use crate::cli::policy::search::Search;
use crate::cli::read;
use crate::intel::Intel;
use crate::policy::{
    Base, MAX_INDICATOR_BYTES, Policy, PolicyError, Preset, UnknownRule, parse_on, read_indicators,
};
use crate::source::{FileId, Sources};

/// The options that make the policy.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "The policy")]
pub(in crate::cli) struct PolicyArgs {
    /// Use this policy file for everything [default: for each file the nearest minestop.toml or .minestop.toml from
    /// its directory up to the repository root; a gate should name its own, as that one belongs to the author]
    #[arg(short, long, value_name = "FILE", conflicts_with = "no_policy")]
    policy: Option<PathBuf>,
    /// Use no policy file
    #[arg(long)]
    no_policy: bool,
    /// The name that the image will have: an Anchore policy chooses its rules by it
    #[arg(long, value_name = "NAME")]
    image: Option<String>,
    /// How an Anchore policy sees the Dockerfile: exact, or line by line as Anchore Engine does
    #[arg(long, value_name = "READING", value_parser = Completed::new(readings, reading), default_value = "exact", hide_possible_values = true)]
    reading: Reading,
    /// What an Anchore policy looks for in files: lines NAME=EXPRESSION, as in Anchore's analyzer configuration
    #[arg(long, value_name = "FILE", requires = "policy")]
    content_search: Option<PathBuf>,
    /// What an Anchore policy asks for and minestop cannot judge is a STOP
    #[arg(long)]
    strict: bool,
    /// Start from this built-in policy, whatever the policy file names
    #[arg(long, value_name = "PRESET", value_parser = Completed::new(|| Preset::WORDS.to_vec(), preset))]
    preset: Option<Preset>,
    #[command(flatten)]
    overrides: Overrides,
}

/// Reads the name of a preset.
pub(in crate::cli) fn preset(text: &str) -> Result<Preset, String> {
    Preset::from_word(text).ok_or_else(|| format!("presets are {}", Preset::WORDS.join(", ")))
}

fn readings() -> Vec<&'static str> {
    Reading::NAMES.iter().map(|(name, _)| *name).collect()
}

fn reading(text: &str) -> Result<Reading, String> {
    let names = Reading::NAMES.iter();
    let found = names.clone().find(|(name, _)| *name == text).map(|(_, reading)| *reading);
    found.ok_or_else(|| "readings are exact, anchore".to_owned())
}

/// A policy with the files that its spans point into.
#[derive(Debug)]
pub(in crate::cli) struct LoadedPolicy {
    pub(in crate::cli) policy: Policy,
    /// What is known about miners, the policy's own indicators included.
    pub(in crate::cli) intel: Intel,
    /// The Anchore policy that judges as well.
    pub(in crate::cli) bundle: Option<Judge>,
    pub(in crate::cli) sources: Sources,
    /// The policy file.
    pub(in crate::cli) file: Option<(PathBuf, FileId)>,
    /// Those that it extends, the nearest first.
    pub(in crate::cli) extended: Vec<(PathBuf, FileId)>,
}

impl PolicyArgs {
    /// No policy file counts.
    pub(in crate::cli) fn is_none(&self) -> bool {
        self.no_policy
    }

    /// The policy file of what lies in `directory`: the one that was named, or the nearest.
    pub(in crate::cli) fn path_for(
        &self,
        directory: &Path,
        search: &mut Search,
    ) -> Option<PathBuf> {
        match &self.policy {
            Some(path) => Some(path.clone()),
            None if self.no_policy => None,
            None => search.policy_for(directory),
        }
    }

    /// True if options change what the policy file says: then its digest does not tell by what was judged.
    pub(in crate::cli) fn changes(&self, loaded: &LoadedPolicy) -> bool {
        let other_base = self.preset.is_some() && loaded.file.is_some();
        let other_reading = self.reading != Reading::Exact || self.content_search.is_some();
        let Overrides { only, settings } = &self.overrides;
        other_base || other_reading || !only.is_empty() || !settings.is_empty()
    }

    /// Reads and checks the policy of a run that is about no file of a repository: that of the current directory.
    pub(in crate::cli) fn load(
        &self,
        color: ColorChoice,
        now: i64,
    ) -> Result<LoadedPolicy, Failure> {
        let mut search = Search::new(&[]);
        let here = search.directory_of(Path::new("x"));
        self.load_file(self.path_for(&here, &mut search), color, now)
    }

    /// Reads and checks a policy; the preset alone if there is no file.
    pub(in crate::cli) fn load_file(
        &self,
        path: Option<PathBuf>,
        color: ColorChoice,
        now: i64,
    ) -> Result<LoadedPolicy, Failure> {
        let mut loaded = match path {
            Some(path) => match read_bundle(&path)? {
                Some(bytes) => {
                    let image = self.image.as_deref();
                    let (reading, strict) = (self.reading, self.strict);
                    let help = "name the image as it will be tagged: `--image NAME:TAG`";
                    let how = BundleUse { image, reading, strict, now, help };
                    let mut sources = Sources::default();
                    let (file, judge) = read_judge(&path, bytes, &how, &mut sources, color)?;
                    let search = self.content_search.as_deref();
                    let search = search.map(|path| read_search(path, &mut sources, color));
                    let judge = judge.with_search(search.transpose()?);
                    let base = self.preset.map_or_else(|| under_bundle(reading), Policy::preset);
                    LoadedPolicy {
                        policy: base,
                        intel: Intel::default(),
                        bundle: Some(judge),
                        sources,
                        file: Some((path, file)),
                        extended: Vec::new(),
                    }
                }
                None => read_policy(path, self.preset, color)?,
            },
            None => LoadedPolicy {
                policy: Policy::preset(self.preset.unwrap_or_default()),
                intel: Intel::default(),
                bundle: None,
                sources: Sources::default(),
                file: None,
                extended: Vec::new(),
            },
        };
        let unknown = |error: UnknownRule| {
            Failure::usage(error.to_string()).help(crate::rules::list_help(&error.name))
        };
        loaded.policy.keep_only(&self.overrides.only).map_err(unknown)?;
        for (rule, setting) in &self.overrides.settings {
            loaded.policy.override_setting(rule, *setting).map_err(unknown)?;
        }
        Ok(loaded)
    }
}

/// How an Anchore policy is to be used.
#[derive(Debug)]
pub(in crate::cli) struct BundleUse<'a> {
    /// The name that the image will have.
    pub(in crate::cli) image: Option<&'a str>,
    pub(in crate::cli) reading: Reading,
    pub(in crate::cli) strict: bool,
    /// Seconds since 1970.
    pub(in crate::cli) now: i64,
    /// What to do if the image has no name and the policy asks for it.
    pub(in crate::cli) help: &'static str,
}

/// Reads an Anchore policy; it is added to the sources.
pub(in crate::cli) fn read_judge(
    path: &Path,
    bytes: Vec<u8>,
    how: &BundleUse<'_>,
    sources: &mut Sources,
    color: ColorChoice,
) -> Result<(FileId, Judge), Failure> {
    let file = sources.add(path.to_string_lossy(), bytes);
    let bundle = anchore::parse(file, sources).map_err(|problems| Failure::Policy {
        sources: sources.clone(),
        problems,
        color: color.colors(&io::stderr()),
    })?;
    let image = how.image.map(ImageName::of_image);
    let judge = Judge::new(bundle, image.as_ref(), how.reading, how.strict, how.now);
    let judge = judge.map_err(|error| {
        let what = format!("{}: {error}", path.display());
        Failure::usage(what).help(how.help)
    })?;
    Ok((file, judge))
}

/// Reads the list of what is looked for in files.
pub(in crate::cli) fn read_search(
    path: &Path,
    sources: &mut Sources,
    color: ColorChoice,
) -> Result<ContentSearch, Failure> {
    let file = add(sources, path, MAX_SEARCH_BYTES)?;
    ContentSearch::parse(file, sources).map_err(|problems| Failure::Policy {
        sources: sources.clone(),
        problems,
        color: color.colors(&io::stderr()),
    })
}

/// What runs beside an Anchore policy: only what keeps the gate shut.
pub(in crate::cli) fn under_bundle(reading: Reading) -> Policy {
    match reading {
        Reading::Exact => Policy::only(&["anchore-policy", "syntax-error"]),
        Reading::Anchore => Policy::only(&["anchore-policy"]),
    }
}

/// The bytes of an Anchore policy, told by its name or its first character; `None` if the file is one of minestop's own.
pub(in crate::cli) fn read_bundle(path: &Path) -> Result<Option<Vec<u8>>, Failure> {
    let content = read::file(path, MAX_BUNDLE_BYTES).map_err(|error| Failure::io(path, &error))?;
    // One that is called so and is empty, or a list, is told as what it was meant to be.
    let is_named_so = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("json"));
    if !is_named_so && !anchore::is_bundle(&content.bytes) {
        return Ok(None);
    }
    if !content.whole {
        let what =
            format!("{}: the policy is larger than {MAX_BUNDLE_BYTES} bytes", path.display());
        return Err(Failure::usage(what).help("split the policy by its mappings"));
    }
    Ok(Some(content.bytes))
}

/// Reads a policy file and the indicator files that it names; all errors of all of them at once.
pub(in crate::cli) fn read_policy(
    path: PathBuf,
    preset: Option<Preset>,
    color: ColorChoice,
) -> Result<LoadedPolicy, Failure> {
    let bytes = policy_bytes(&path)?;
    policy_of(path, bytes, preset, color)
}

/// Checks a text that is to become the policy file at `path`.
pub(in crate::cli) fn check_text(
    path: &Path,
    bytes: Vec<u8>,
    color: ColorChoice,
) -> Result<(), Failure> {
    policy_of(path.to_owned(), bytes, None, color).map(drop)
}

fn policy_of(
    path: PathBuf,
    bytes: Vec<u8>,
    preset: Option<Preset>,
    color: ColorChoice,
) -> Result<LoadedPolicy, Failure> {
    let errors = |(sources, problems)| Failure::Policy {
        sources,
        problems,
        color: color.colors(&io::stderr()),
    };
    let Chain { mut sources, files, .. } = Chain::of(path, bytes).map_err(errors)?;
    let mut extended: Option<Policy> = None;
    for (path, file) in &files {
        let base = Base { preset, extended, ..Base::default() };
        let mut policy = match parse_on(&base, *file, &sources) {
            Ok(policy) => policy,
            Err(problems) => return Err(errors((sources, problems))),
        };
        let problems = add_indicators(&mut policy, &mut sources, path);
        if !problems.is_empty() {
            return Err(errors((sources, problems)));
        }
        extended = Some(policy);
    }
    let policy = extended.unwrap_or_else(|| Policy::preset(preset.unwrap_or_default()));
    let intel = match policy.knowledge() {
        Ok(intel) => intel,
        Err(problems) => return Err(errors((sources, problems))),
    };
    let mut files = files.into_iter().rev();
    let file = files.next();
    Ok(LoadedPolicy { policy, intel, bundle: None, sources, file, extended: files.collect() })
}

fn add_indicators(policy: &mut Policy, sources: &mut Sources, path: &Path) -> Vec<PolicyError> {
    let mut problems = Vec::new();
    for named in policy.indicator_files().to_vec() {
        let path = path.with_file_name(&named.value);
        match read::file(&path, MAX_INDICATOR_BYTES) {
            Ok(content) if content.whole => {
                let file = sources.add(path.to_string_lossy(), content.bytes);
                match read_indicators(file, sources) {
                    Ok(more) => policy.add_indicators(more),
                    Err(more) => problems.extend(more),
                }
            }
            Ok(_) => problems.push(PolicyError {
                span: named.span,
                message: format!("this file is larger than {MAX_INDICATOR_BYTES} bytes"),
                help: Some("split it".to_owned()),
            }),
            Err(error) => problems.push(PolicyError {
                span: named.span,
                message: format!("this file cannot be read: {error}"),
                help: Some("name a file relative to the policy file".to_owned()),
            }),
        }
    }
    problems
}

fn add(sources: &mut Sources, path: &Path, limit: usize) -> Result<FileId, Failure> {
    Ok(sources.add(path.to_string_lossy(), bytes_of(path, limit)?))
}

fn bytes_of(path: &Path, limit: usize) -> Result<Vec<u8>, Failure> {
    let mut content = read::file(path, limit).map_err(|error| Failure::io(path, &error))?;
    if !content.whole {
        // One byte more than the limit, so that the parser says what is wrong.
        content.bytes.push(b'\n');
    }
    Ok(content.bytes)
}
