//! Which stage or image a FROM, a `COPY --from` and a `RUN --mount=from` mean, and which stages a target needs.

use foldhash::HashMap;

use crate::dockerfile::expansion::expand;
use crate::dockerfile::expansion::go;
use crate::dockerfile::expansion::lookup::NoVariables;
use crate::dockerfile::syntax::flags::Refusal;
use crate::dockerfile::syntax::instruction::Instruction;
use crate::dockerfile::syntax::keyword::Keyword;
use crate::dockerfile::syntax::mount;
use crate::source::Text;

/// Where files come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ImageSource {
    /// A stage of this file, by index.
    Stage(usize),
    /// An image, as it is named after expansion.
    Image(Text),
    /// The empty image.
    Scratch,
    /// The build context.
    Context,
}

/// The name of the empty image.
const SCRATCH: &str = "scratch";

fn image(name: Text) -> ImageSource {
    if name.as_str() == SCRATCH { ImageSource::Scratch } else { ImageSource::Image(name) }
}

/// Stages by name, and what numbers in `--from` count.
#[derive(Debug, Default)]
pub(crate) struct Graph {
    /// Name in lower case → stage; the last stage of a name wins.
    names: HashMap<String, usize>,
    /// What `--from=<number>` counts: the stages, then every image that a `--from` named, in file order.
    states: Vec<ImageSource>,
    /// For each stage the stages that it needs.
    needs: Vec<Vec<usize>>,
}

impl Graph {
    /// Adds the next stage, whose expanded base is given, and says what the base is.
    ///
    /// Only stages above can be the base, and their names are compared as written in lower case.
    pub(crate) fn add_stage(&mut self, base: Text, name: Option<String>) -> ImageSource {
        let index = self.states.len();
        let source = match self.names.get(base.as_str()) {
            Some(&stage) => ImageSource::Stage(stage),
            None => image(base),
        };
        self.states.push(ImageSource::Stage(index));
        self.needs.push(Vec::new());
        self.need(index, &source);
        if let Some(name) = name {
            self.names.insert(name, index);
        }
        source
    }

    /// The stage with this name, in any case.
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        self.names.get(&go::to_lower(name)).copied()
    }

    fn need(&mut self, stage: usize, source: &ImageSource) {
        if let (ImageSource::Stage(needed), Some(needs)) = (source, self.needs.get_mut(stage)) {
            needs.push(*needed);
        }
    }

    /// What `COPY --from` of an instruction in `stage` means. An image becomes a state with a number.
    pub(crate) fn copy_source(
        &mut self,
        stage: usize,
        found: &Instruction,
        escape: char,
    ) -> Result<Option<ImageSource>, Refusal> {
        let from = found.flag("from").filter(|from| !from.is_empty());
        let (Keyword::Copy, Some(from)) = (found.keyword, from) else { return Ok(None) };
        let expanded = expand::expand(&from, escape, &NoVariables);
        let expanded = expanded.map_err(|error| (error.message, error.span))?;
        if expanded.text.as_str() != from.as_str() {
            let message = "variable expansion is not supported for --from, define a new stage \
                           with FROM using ARG from global scope as a workaround";
            return Err((message.to_owned(), from.span()));
        }
        let source = match from.parse::<i64>().ok() {
            None => self.named(from),
            Some(number) => {
                let state = usize::try_from(number).ok().and_then(|index| self.states.get(index));
                state.cloned().ok_or((format!("invalid stage index {number}"), from.span()))?
            }
        };
        self.need(stage, &source);
        Ok(Some(source))
    }

    /// What the mounts of a RUN in `stage` mean, one source for each `--mount`.
    pub(crate) fn mount_sources(&mut self, stage: usize, found: &Instruction) -> Vec<ImageSource> {
        if found.keyword != Keyword::Run {
            return Vec::new();
        }
        let read = |value: Text| {
            let from = mount::unexpanded_from(&value).filter(|from| !from.is_empty());
            // Without `from`, a state with a number is taken all the same.
            let source = self.named(from.clone().unwrap_or(Text::made(SCRATCH, value.span())));
            self.need(stage, &source);
            if from.is_some() { source } else { ImageSource::Context }
        };
        found.flag_values("mount").map(read).collect()
    }

    /// What the mounts of a trigger mean in the build of a child image, whose stages are not known here.
    pub(crate) fn detached_mounts(found: &Instruction) -> Vec<ImageSource> {
        if found.keyword != Keyword::Run {
            return Vec::new();
        }
        let from = |value: Text| mount::unexpanded_from(&value).filter(|from| !from.is_empty());
        let source = |value: Text| from(value).map_or(ImageSource::Context, image);
        found.flag_values("mount").map(source).collect()
    }

    /// What a trigger copies from in the build of a child image, whose stages are not known here.
    pub(crate) fn detached(found: &Instruction) -> Option<ImageSource> {
        let from = found.flag("from").filter(|from| !from.is_empty());
        from.filter(|_| found.keyword == Keyword::Copy).map(image)
    }

    fn named(&mut self, name: Text) -> ImageSource {
        if let Some(stage) = self.find(&name) {
            return ImageSource::Stage(stage);
        }
        let source = image(name);
        self.states.push(source.clone());
        source
    }

    /// For each stage whether building `target` needs it. A stage that is not built itself needs no other.
    pub(crate) fn reachable(
        &self,
        target: Option<usize>,
        is_built: impl Fn(usize) -> bool,
    ) -> Vec<bool> {
        let mut reached = vec![false; self.needs.len()];
        let mut open: Vec<usize> = target.into_iter().collect();
        while let Some(stage) = open.pop() {
            let Some(seen) = reached.get_mut(stage) else { continue };
            if !std::mem::replace(seen, true) && is_built(stage) {
                open.extend(self.needs.get(stage).into_iter().flatten());
            }
        }
        reached
    }
}
