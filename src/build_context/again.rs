//! Files that one build has taken, for the builds that take them by the same instruction.

use std::cell::OnceCell;
use std::path::PathBuf;

use ecow::EcoString;
use foldhash::{HashMap, HashSet};
use smallvec::SmallVec;

use super::selection::TakenFile;
use crate::facts::NamesRun;
use crate::filesystem::tree::Located;

/// A file that was taken once.
#[derive(Debug)]
struct Again {
    path: String,
    place: PathBuf,
    renamed: Option<String>,
}

impl Again {
    fn located(&self) -> (Located, Option<String>) {
        let Self { path, place, renamed } = self;
        (Located { place: place.clone(), path: path.clone() }, renamed.clone())
    }
}

/// What an instruction has taken, in order.
#[derive(Debug)]
pub(super) struct TakenBefore {
    files: Vec<Again>,
    /// Where in `files` those of each name stand; made for the first build that takes them again.
    by_name: OnceCell<HashMap<EcoString, SmallVec<[u32; 2]>>>,
}

impl TakenBefore {
    pub(super) fn of(files: &[TakenFile]) -> Self {
        let again = |TakenFile { file, place }: &TakenFile| Again {
            path: file.path.clone(),
            place: place.clone(),
            renamed: file.renamed.clone(),
        };
        Self { files: files.iter().map(again).collect(), by_name: OnceCell::new() }
    }

    /// The files that commands name or hand to a tool, one of `tools`, or go through, each with its name in the image.
    pub(super) fn named(
        &self,
        run: &NamesRun,
        tools: &HashSet<&str>,
    ) -> impl Iterator<Item = (Located, Option<String>)> {
        let by_name = self.by_name.get_or_init(|| by_name(&self.files));
        let of_name = |name: &str| by_name.get(name).into_iter().flatten();
        let named = run.names().chain(tools.iter().copied()).flat_map(of_name);
        let mut places: Vec<usize> = named.map(|place| *place as usize).collect();
        if run.goes_through_some() {
            let files = self.files.iter().enumerate();
            let through = files.filter(|(_, file)| run.goes_through(&file.path));
            places.extend(through.map(|(place, _)| place));
        }
        places.sort_unstable();
        places.dedup();
        places.into_iter().filter_map(|place| self.files.get(place)).map(Again::located)
    }
}

fn by_name(files: &[Again]) -> HashMap<EcoString, SmallVec<[u32; 2]>> {
    let mut all: HashMap<EcoString, SmallVec<[u32; 2]>> = HashMap::default();
    for (place, file) in files.iter().enumerate() {
        let name = file.path.rsplit('/').next().unwrap_or_default();
        all.entry(name.into()).or_default().push(place as u32);
    }
    all
}
