//! What one run of minestop reads for another: inside a build only a step sees the files, and outside of it only the
//! gate knows what they are judged for.
//!
//! The gate writes an [`Order`], the step answers with an [`Observation`]; both travel as JSON.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::content::Detector;
use super::context::{Counts, Reader, TextRead};
use super::limits::Limits;
use super::tree;
use super::wanted::Wanted;
use crate::facts::{File, FileKind, FileMarker, NamesRun, Opacity, Place, System};
use crate::source::Span;

/// All texts of one observation together, in bytes: what BuildKit hands over in one message is 16 MiB.
const MAX_TEXTS: usize = 8 << 20;

/// What is to be looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// One for each thing that a step takes.
    pub looks: Vec<Look>,
    /// Names of files that commands run.
    pub run: Vec<String>,
    /// The policy that says which files count; absent: that of the image.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<PolicyText>,
    /// What the image will be called, as the build says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
}

/// A policy as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyText {
    /// The name as shown to people.
    pub name: String,
    /// What it says.
    pub text: String,
}

/// One directory and what of it counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    /// The directory, as the step sees it.
    pub root: PathBuf,
    /// A path below it, with the wildcards of COPY.
    pub pattern: String,
    /// Where that goes; empty if nowhere.
    pub target: String,
    /// Which texts come with the answer.
    pub texts: Texts,
}

/// Which texts are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Texts {
    /// Scripts and manifests, as a build context has them.
    Scripts,
    /// Only what the order says is run.
    Run,
}

/// The answer to an [`Order`], one list for each look.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observation {
    /// In the order of the looks.
    pub looks: Vec<Vec<Record>>,
    /// How large each file system is, where that was asked for and all of it could be counted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sizes: Vec<Option<u64>>,
}

/// What is asked of whole file systems.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked {
    /// The texts by which one describes itself.
    pub system: bool,
    /// How large it is.
    pub size: bool,
}

/// A file, without a place in a Dockerfile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// As in [`File`].
    pub path: String,
    /// As in [`File`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renamed: Option<String>,
    /// As in [`File`].
    pub kind: FileKind,
    /// As in [`File`].
    pub mode: u32,
    /// As in [`File`].
    pub owner: u64,
    /// As in [`File`].
    pub group: u64,
    /// As in [`File`].
    pub size: u64,
    /// As in [`File`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// As in [`File`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub markers: Vec<FileMarker>,
    /// As in [`File`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub searched: Vec<String>,
    /// As in [`File`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub opacity: Vec<Opacity>,
    /// Its text, if it is one that is read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Its text, if that tells of the whole file system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wanted: Option<Wanted>,
}

impl Record {
    /// The fact at a place, and the text.
    pub fn into_fact(self, place: Place, span: Span) -> (File, Option<String>) {
        let file = File {
            renamed: self.renamed,
            kind: self.kind,
            mode: self.mode,
            owner: self.owner,
            group: self.group,
            size: self.size,
            digest: self.digest,
            markers: self.markers,
            searched: self.searched,
            opacity: self.opacity,
            ..File::named(place, span, self.path)
        };
        (file, self.text)
    }
}

/// Carries an order out. Of files without a wanted text only those come back that `counts` accepts.
pub fn observe(
    order: &Order,
    detector: &Detector<'_>,
    counts: &Counts<'_>,
    asked: Asked,
) -> Observation {
    let run = NamesRun::of_programs(order.run.iter().cloned());
    let mut left = MAX_TEXTS;
    let mut answer = Observation::default();
    for look in &order.looks {
        let wants = |file: &File, text: &str| match look.texts {
            Texts::Scripts => super::context::is_read(file, text, &run),
            Texts::Run => run.has(file.name()),
        };
        let system = asked.system && look.texts == Texts::Run;
        let reader = Reader { root: &look.root, detector, counts, wants: &wants, system };
        let read = reader.read(&look.pattern, &look.target);
        answer.looks.push(read.into_iter().map(|read| record(read, &mut left)).collect());
    }
    if asked.size && order.looks.iter().any(|look| look.texts == Texts::Run) {
        answer.sizes = order.looks.iter().map(size).collect();
    }
    answer
}

/// How large the file system of a look is; of sources nobody asks.
fn size(look: &Look) -> Option<u64> {
    (look.texts == Texts::Run).then(|| tree::size(&look.root, &Limits::default())).flatten()
}

fn record(read: TextRead, left: &mut usize) -> Record {
    let TextRead { mut file, mut text, wanted } = read;
    let wanted = wanted.map(|wanted| fitting(&file.path, wanted, left));
    match text.as_ref().map(String::len) {
        Some(size) if size > *left => {
            let limit = format!("the scripts hold more than {MAX_TEXTS} bytes together");
            file.opacity.push(Opacity::Limit(limit));
            text = None;
        }
        Some(size) => *left -= size,
        None => {}
    }
    Record {
        path: file.path,
        renamed: file.renamed,
        kind: file.kind,
        mode: file.mode,
        owner: file.owner,
        group: file.group,
        size: file.size,
        digest: file.digest,
        markers: file.markers,
        searched: file.searched,
        opacity: file.opacity,
        text,
        wanted,
    }
}

/// The part of a text that is read of it, if there is room left for it.
fn fitting(path: &str, wanted: Wanted, left: &mut usize) -> Wanted {
    let Wanted::Whole(text) = wanted else { return wanted };
    let essence = System::essence(path, &text);
    if essence.len() > *left {
        return Wanted::TooLong;
    }
    *left -= essence.len();
    Wanted::Whole(essence)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::anchore::ContentSearch;
    use crate::intel::Intel;
    use crate::source::Sources;

    #[test]
    fn a_link_in_place_of_the_accounts_or_of_a_directory_is_told() {
        let room = tempfile::tempdir().unwrap();
        for directory in ["etc", "var/lib", "usr/lib/sysimage/rpm"] {
            std::fs::create_dir_all(room.path().join(directory)).unwrap();
        }
        for (link, target) in [
            ("etc/passwd", "/opt/passwd"),
            ("var/lib/dpkg", "/opt"),
            ("var/lib/rpm", "../../usr/lib/sysimage/rpm"),
        ] {
            std::os::unix::fs::symlink(target, room.path().join(link)).unwrap();
        }
        let intel = Intel::default();
        let detector = Detector::new(&intel);
        let wanted = |system| {
            let order = Order { looks: vec![look(room.path())], ..Order::default() };
            let asked = Asked { system, ..Asked::default() };
            let answer = observe(&order, &detector, &|_| false, asked);
            let records = answer.looks.into_iter().flatten();
            records.map(|record| (record.path, record.wanted)).collect::<Vec<_>>()
        };
        let told = ["etc/passwd", "var/lib/dpkg"];
        assert_eq!(wanted(true), told.map(|path| (path.to_owned(), Some(Wanted::Elsewhere))));
        assert_eq!(wanted(false), []);
    }

    fn look(root: &std::path::Path) -> Look {
        Look {
            root: root.to_owned(),
            pattern: ".".to_owned(),
            target: String::new(),
            texts: Texts::Run,
        }
    }

    #[test]
    fn a_size_is_told_where_it_is_asked_for() {
        let room = tempfile::tempdir().unwrap();
        std::fs::create_dir(room.path().join("etc")).unwrap();
        std::fs::write(room.path().join("etc/large"), vec![0; 20_000]).unwrap();
        std::fs::hard_link(room.path().join("etc/large"), room.path().join("again")).unwrap();
        std::os::unix::fs::symlink("etc", room.path().join("link")).unwrap();
        let sources = Look { texts: Texts::Scripts, ..look(room.path()) };
        let intel = Intel::default();
        let detector = Detector::new(&intel);
        let sizes = |looks: Vec<Look>, size| {
            let order = Order { looks, ..Order::default() };
            observe(&order, &detector, &|_| false, Asked { system: false, size }).sizes
        };
        // four headers, forty blocks of content, the end: 23,552 bytes
        assert_eq!(sizes(vec![sources.clone(), look(room.path())], true), [None, Some(30_720)]);
        assert_eq!(sizes(vec![look(&room.path().join("gone"))], true), [None]);
        assert_eq!(sizes(vec![look(room.path())], false), []);
        assert_eq!(sizes(vec![sources], true), []);
    }

    #[test]
    fn what_a_search_finds_travels_with_the_file() {
        let room = tempfile::tempdir().unwrap();
        for (name, text) in [("app.conf", "x\ntoken = 1\n"), ("other.conf", "x = token\n")] {
            std::fs::write(room.path().join(name), text).unwrap();
        }
        let mut sources = Sources::default();
        let list = sources.add("list", b"T=token\n".to_vec());
        let search = ContentSearch::parse(list, &sources).unwrap();
        let intel = Intel::default();
        let detector = Detector::new(&intel).searching(Some(&search));
        let order = Order { looks: vec![look(room.path())], ..Order::default() };
        let counts = |file: &File| !file.searched.is_empty();
        let answer = observe(&order, &detector, &counts, Asked::default());
        let json = serde_json::to_string(&answer).unwrap();
        let read: Observation = serde_json::from_str(&json).unwrap();
        assert_eq!(read, answer);
        let records: Vec<_> = read.looks.into_iter().flatten().collect();
        let place = Place::in_build(crate::dockerfile::Keyword::Copy, Span::default());
        let [record] = records.as_slice() else { panic!("{records:?}") };
        let (file, _) = record.clone().into_fact(place, Span::default());
        assert_eq!((file.path.as_str(), file.searched), ("app.conf", vec!["T=token".to_owned()]));
    }
}
