//! What one instruction says once its variables are expanded.

use foldhash::HashMap;

use ecow::EcoVec;

use crate::dockerfile::expansion::expand;
use crate::dockerfile::expansion::lookup::{Budget, ExpandError, Mode, Unmatched};
use crate::dockerfile::resolve::environment::{EnvId, Environment};
use crate::dockerfile::resolve::graph::ImageSource;
use crate::dockerfile::syntax::flags::Refusal;
use crate::dockerfile::syntax::heredoc;
use crate::dockerfile::syntax::instruction::{Instruction, SyntaxError};
use crate::dockerfile::syntax::keyword::Keyword;
use crate::dockerfile::syntax::mount::{self, Mount};
use crate::source::Text;

/// A here-document of COPY or ADD as the file that it becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct InlineFile {
    /// Its name, below the destination if that is a directory.
    pub(crate) name: String,
    /// Its content, tabs stripped and variables expanded as asked for.
    pub(crate) content: Text,
    /// Index of the argument that stands for it.
    pub(crate) arg: usize,
}

/// A mount, and where its files come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ResolvedMount {
    /// The mount, its values expanded.
    pub(crate) mount: Mount,
    /// Where its files come from, if it is a bind mount or cache.
    pub(crate) source: ImageSource,
}

/// An instruction with its variables expanded where `BuildKit` expands them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Step {
    /// The stage it runs in; `None` above the first FROM.
    pub(crate) stage: Option<usize>,
    /// The variables in effect before it: for RUN, CMD and ENTRYPOINT, what the command sees.
    pub(crate) env: EnvId,
    /// The arguments, where they differ from those written. ENV and LABEL stay in threes; ARG is
    /// `name=value` with the value in effect.
    pub(crate) args: Option<EcoVec<Text>>,
    /// The flags, where they differ from those written.
    pub(crate) flags: Option<Vec<Text>>,
    /// Here-documents of COPY and ADD.
    pub(crate) files: Vec<InlineFile>,
    /// Mounts of RUN.
    pub(crate) mounts: Vec<ResolvedMount>,
    /// The base of FROM; what `COPY --from` copies from.
    pub(crate) from: Option<ImageSource>,
    /// Variables that are not set here. An unknown base image may set them.
    pub(crate) unmatched: Vec<Unmatched>,
    /// Why the build fails here.
    pub(crate) error: Option<SyntaxError>,
    /// The trigger of ONBUILD, as far as the variables of this stage go.
    pub(crate) trigger: Option<Box<Step>>,
    /// What the mounts mean, in the order of the flags.
    pub(crate) mount_sources: Vec<ImageSource>,
}

impl Step {
    /// The arguments of `instruction`, whose step this is: expanded where `BuildKit` expands them.
    pub(crate) fn arguments<'a>(&'a self, instruction: &'a Instruction) -> &'a [Text] {
        self.args.as_deref().unwrap_or(&instruction.args)
    }
}

/// Expands the words of one instruction.
pub(crate) struct Expander<'e> {
    pub(crate) env: Environment<'e>,
    pub(crate) escape: char,
    pub(crate) budget: &'e Budget,
    pub(crate) unmatched: Vec<Unmatched>,
}

impl Expander<'_> {
    /// Expands a word.
    pub(crate) fn word(&mut self, word: &Text) -> Result<Text, Refusal> {
        if expand::is_plain(word, self.escape) {
            return Ok(word.clone());
        }
        let expanded = expand::run(word, Mode::word(self.escape), &self.env, self.budget);
        let expanded = expanded.map_err(refusal)?;
        self.unmatched.extend(expanded.unmatched);
        Ok(expanded.text)
    }

    /// Expands words; `None` if all stay as they are.
    fn words(&mut self, words: &[Text]) -> Result<Option<EcoVec<Text>>, Refusal> {
        if words.iter().all(|word| expand::is_plain(word, self.escape)) {
            return Ok(None);
        }
        words.iter().map(|word| self.word(word)).collect::<Result<_, _>>().map(Some)
    }

    /// Expands what the instruction lets expand, and writes it into the step.
    pub(crate) fn fill(&mut self, found: &Instruction, step: &mut Step) -> Result<(), Refusal> {
        match found.keyword {
            Keyword::Add => {
                step.flags = self.flags(found, &["chown", "chmod", "checksum"])?;
                self.copy(found, step)
            }
            Keyword::Copy => {
                step.flags = self.flags(found, &["chown", "chmod"])?;
                self.copy(found, step)
            }
            Keyword::Run => self.mounts(found, step),
            Keyword::Expose => {
                step.args = self.ports(&found.args)?;
                Ok(())
            }
            Keyword::Env
            | Keyword::Label
            | Keyword::Stopsignal
            | Keyword::User
            | Keyword::Volume
            | Keyword::Workdir => {
                step.args = self.words(&found.args)?;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn flags(&mut self, found: &Instruction, names: &[&str]) -> Result<Option<Vec<Text>>, Refusal> {
        if found.flags.iter().all(|flag| expand::is_plain(flag, self.escape)) {
            return Ok(None);
        }
        let expanded = found.flags.iter().map(|flag| {
            let (name, value) = crate::dockerfile::syntax::instruction::split_assignment(flag);
            let is_expanded = names.iter().any(|known| name.strip_prefix("--") == Some(known));
            match value.filter(|_| is_expanded) {
                None => Ok(flag.clone()),
                Some(value) => {
                    let mut text = flag.slice(0..flag.len() - value.len());
                    text.push(&self.word(&value)?);
                    Ok(text)
                }
            }
        });
        expanded.collect::<Result<_, _>>().map(Some)
    }

    /// EXPOSE: variables may hold several ports.
    fn ports(&mut self, args: &[Text]) -> Result<Option<EcoVec<Text>>, Refusal> {
        if args.iter().all(|word| expand::is_plain(word, self.escape)) {
            return Ok(None);
        }
        let mut ports = EcoVec::new();
        for arg in args {
            let mode = Mode::word(self.escape);
            let split = expand::run_words(arg, mode, &self.env, self.budget).map_err(refusal)?;
            ports.extend(split.words);
            self.unmatched.extend(split.unmatched);
        }
        Ok(Some(ports))
    }

    /// COPY and ADD: paths, then the bodies of here-documents.
    fn copy(&mut self, found: &Instruction, step: &mut Step) -> Result<(), Refusal> {
        let announced = |arg: &Text| match arg.contains('<') && arg.contains("<<") {
            true => heredoc::from_word(arg).ok().flatten(),
            false => None,
        };
        if found.heredocs.is_empty() && !found.args.iter().any(heredoc::is_heredoc) {
            step.args = self.words(&found.args)?;
            return Ok(());
        }
        let bodies: HashMap<&str, &Text> =
            found.heredocs.iter().map(|doc| (doc.name.as_str(), &doc.content)).collect();
        let mut args = EcoVec::with_capacity(found.args.len());
        for (index, arg) in found.args.iter().enumerate() {
            let Some(announced) = announced(arg) else {
                args.push(self.word(arg)?);
                continue;
            };
            args.push(arg.clone());
            let content = bodies.get(announced.name.as_str()).copied();
            let content = content.unwrap_or(&announced.content);
            let content = match announced.chomp {
                true => heredoc::without_leading_tabs(content),
                false => content.clone(),
            };
            let content = if announced.expand { self.body(&content)? } else { content };
            step.files.push(InlineFile { name: announced.name, content, arg: index });
        }
        step.args = Some(args);
        Ok(())
    }

    /// The body of a here-document: quotes stay, variables and escapes do not.
    fn body(&mut self, content: &Text) -> Result<Text, Refusal> {
        if !content.contains(['$', '\\', '\u{FEFF}']) {
            return Ok(content.clone());
        }
        let expanded = expand::run(content, Mode::body(), &self.env, self.budget);
        let expanded = expanded.map_err(refusal)?;
        self.unmatched.extend(expanded.unmatched);
        Ok(expanded.text)
    }

    fn mounts(&mut self, found: &Instruction, step: &mut Step) -> Result<(), Refusal> {
        if found.flags.is_empty() {
            return Ok(());
        }
        let sources = std::mem::take(&mut step.mount_sources);
        let sources = sources.into_iter().chain(std::iter::repeat(ImageSource::Context));
        for (value, source) in found.flag_values("mount").zip(sources) {
            let mount = mount::parse(&value, &mut |value| self.word(value))?;
            step.mounts.push(ResolvedMount { mount, source });
        }
        Ok(())
    }
}

pub(crate) fn refusal(error: ExpandError) -> Refusal {
    (error.message, error.span)
}
