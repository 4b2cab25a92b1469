//! The step of a build: carries an order out.

use std::path::Path;

use crate::build_context::{self, Counts, Glance, Reader, TextRead};
use crate::content::Detector;
use crate::content::well_known::Wanted;
use crate::dockerfile::Keyword;
use crate::facts::{File, NamesRun, Opacity, Place, REST, System};
use crate::filesystem::limits::{Budget, Limits};
use crate::filesystem::problem::{Found, Problem, ProblemKind};
use crate::filesystem::tree;
use crate::scan::inspector::{self, Retain};
use crate::scan::protocol::{Look, Observation, Order, Record, Texts};
use crate::scan::text_room::TextRoom;
use crate::source::Span;

/// All texts of one observation together, in bytes: what BuildKit hands over in one message is 16 MiB.
const MAX_TEXTS: usize = 8 << 20;
/// Those of them that mine, where others have taken all the room: two of the longest that are read.
const MAX_OF_MINERS: usize = 2 << 20;

/// Carries an order out, in which `run` are the names of files that are run. Of what a build takes, files without a
/// wanted text come back only if `counts` accepts them, of a finished file system what `retain` says.
pub(crate) fn carry_out<R: Retain>(
    order: &Order,
    run: &NamesRun,
    detector: &Detector<'_>,
    counts: &Counts<'_>,
    retain: &R,
) -> Observation {
    let wants = |file: &File, glance: Glance<'_>| build_context::is_read(file, glance, run);
    let place = Place::in_build(Keyword::Copy, Span::default());
    let whole = inspector::Look::new(detector, run, place, retain);
    let texts = TextRoom::new(MAX_TEXTS, MAX_OF_MINERS);
    let mut answer = Observation::default();
    for look in &order.looks {
        answer.looks.push(match look.texts {
            Texts::Scripts => {
                let (root, shared) = (look.root.as_path(), None);
                let reader = Reader { root, detector, counts, wants: &wants, shared };
                let mut records = Vec::new();
                reader.read(&look.pattern, &look.target, &mut |TextRead { file, text }| {
                    let mines = |text: &str| whole.mines(&file, text);
                    let limit =
                        text.as_ref().and_then(|it| texts.limit(it.as_bytes(), || mines(it)));
                    records.push(fit(Record::new(file, text.map(String::from), None), limit));
                });
                records
            }
            Texts::Run => file_system(&look.root, &whole, &texts),
        });
    }
    if retain.wants().size && order.looks.iter().any(|look| look.texts == Texts::Run) {
        answer.sizes = order.looks.iter().map(size).collect();
    }
    answer
}

/// What counts of a finished file system, and what of it cannot be read.
fn file_system<R: Retain>(
    root: &Path,
    look: &inspector::Look<'_, R>,
    texts: &TextRoom,
) -> Vec<Record> {
    let budget = Budget::new(Limits::default());
    let mut found = tree::walk(root, look, &budget, &|_| false).unwrap_or_else(|error| {
        let mut found = Found::default();
        found.whole(&error);
        found
    });
    if found.more_problems > 0 {
        let what = format!("{} more problems are not shown", found.more_problems);
        found.problems.push(Problem::new("", ProblemKind::Unreadable, what));
    }
    let place = Place::in_build(Keyword::Copy, Span::default());
    let problems = found.problems.into_iter().map(|mut problem| {
        if problem.path.is_empty() {
            problem.path.push_str(REST);
        }
        Record::new(problem.into_fact(place, place.span), None, None)
    });
    let seen = found.seen.into_iter().map(|seen| {
        let mines = seen.mines;
        let mut record = seen.into_record();
        record.wanted = record.wanted.map(|wanted| fitting(&record.path, wanted, texts));
        let text = record.text.as_ref();
        let limit = text.and_then(|text| texts.limit(text.as_bytes(), || mines));
        fit(record, limit)
    });
    seen.chain(problems).collect()
}

/// How large the file system of a look is; of sources nobody asks.
fn size(look: &Look) -> Option<u64> {
    (look.texts == Texts::Run).then(|| tree::size(&look.root, &Limits::default())).flatten()
}

/// The record without a text for which there is no room.
fn fit(mut record: Record, limit: Option<Opacity>) -> Record {
    record.text = record.text.filter(|_| limit.is_none());
    record.opacity.extend(limit);
    record
}

/// The part of a text that is read of it, if that still fits.
fn fitting(path: &str, wanted: Wanted, texts: &TextRoom) -> Wanted {
    let Wanted::Whole(text) = wanted else { return wanted };
    let essence = System::essence(path, &text);
    if texts.takes(essence.as_bytes()) { Wanted::Whole(essence) } else { Wanted::TooLong }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::anchore::ContentSearch;
    use crate::facts::{Facts, FileType};
    use crate::filesystem::entry::Wants;
    use crate::intel::Intel;
    use crate::scan::inspector::Kept;
    use crate::source::Sources;

    /// Keeps what it is told.
    #[derive(Default)]
    struct Asks {
        wants: Wants,
        files: Option<fn(&File) -> bool>,
        entries: bool,
    }

    impl Retain for Asks {
        fn wants(&self) -> &Wants {
            &self.wants
        }

        fn entry(&self, _: &File) -> bool {
            self.entries
        }

        fn file(&self, facts: &Facts) -> Kept {
            let keeps = |file| self.files.is_some_and(|keeps| keeps(file));
            if facts.files.first().is_some_and(keeps) { Kept::File } else { Kept::Nothing }
        }
    }

    fn observed(looks: Vec<Look>, detector: &Detector<'_>, asks: &Asks) -> Observation {
        let order = Order { looks, ..Order::default() };
        carry_out(&order, &order.names_run(), detector, &|_| false, asks)
    }

    #[test]
    fn a_link_in_place_of_the_accounts_or_of_a_directory_is_told() {
        let directory = tempfile::tempdir().unwrap();
        for name in ["etc", "var/lib", "usr/lib/sysimage/rpm"] {
            std::fs::create_dir_all(directory.path().join(name)).unwrap();
        }
        for (link, target) in [
            ("etc/passwd", "/opt/passwd"),
            ("var/lib/dpkg", "/opt"),
            ("var/lib/rpm", "../../usr/lib/sysimage/rpm"),
        ] {
            std::os::unix::fs::symlink(target, directory.path().join(link)).unwrap();
        }
        let intel = Intel::default();
        let detector = Detector::new(&intel);
        let wanted = |inventory| {
            let wants = Wants { inventory, ..Wants::default() };
            let asks = Asks { wants, ..Asks::default() };
            let answer = observed(vec![look(directory.path())], &detector, &asks);
            let records = answer.looks.into_iter().flatten();
            records.map(|record| (record.path, record.wanted)).collect::<Vec<_>>()
        };
        let told = ["etc/passwd", "var/lib/dpkg"];
        assert_eq!(wanted(true), told.map(|path| (path.to_owned(), Some(Wanted::Elsewhere))));
        assert_eq!(wanted(false), []);
    }

    fn look(root: &Path) -> Look {
        Look {
            root: root.to_owned(),
            pattern: ".".to_owned(),
            target: String::new(),
            texts: Texts::Run,
        }
    }

    #[test]
    fn a_size_is_told_where_it_is_asked_for() {
        let directory = tempfile::tempdir().unwrap();
        std::fs::create_dir(directory.path().join("etc")).unwrap();
        std::fs::write(directory.path().join("etc/large"), vec![0; 20_000]).unwrap();
        std::fs::hard_link(directory.path().join("etc/large"), directory.path().join("again"))
            .unwrap();
        std::os::unix::fs::symlink("etc", directory.path().join("link")).unwrap();
        let sources = Look { texts: Texts::Scripts, ..look(directory.path()) };
        let intel = Intel::default();
        let detector = Detector::new(&intel);
        let sizes = |looks: Vec<Look>, size| {
            let wants = Wants { size, ..Wants::default() };
            observed(looks, &detector, &Asks { wants, ..Asks::default() }).sizes
        };
        // four entries, forty blocks of content, the end: 27,648 bytes
        assert_eq!(
            sizes(vec![sources.clone(), look(directory.path())], true),
            [None, Some(30_720)]
        );
        assert_eq!(sizes(vec![look(&directory.path().join("gone"))], true), [None]);
        assert_eq!(sizes(vec![look(directory.path())], false), []);
        assert_eq!(sizes(vec![sources], true), []);
    }

    /// Keeps every script, and takes one that names itself for a miner.
    struct OneMines(Wants);

    impl Retain for OneMines {
        fn wants(&self) -> &Wants {
            &self.0
        }

        fn entry(&self, _: &File) -> bool {
            false
        }

        fn file(&self, facts: &Facts) -> Kept {
            let mines = facts.commands.iter().any(|command| command.program == "mines");
            if mines { Kept::TextOfMiner } else { Kept::Text }
        }
    }

    #[test]
    fn no_other_texts_take_the_room_of_one_that_mines() {
        let directory = tempfile::tempdir().unwrap();
        let long = format!("#!/bin/sh\n#{}", "x".repeat(1_000_000));
        for number in 0..12 {
            std::fs::write(directory.path().join(format!("{number:02}.sh")), &long).unwrap();
        }
        let last = format!("#!/bin/sh\nmines\n#{}", "x".repeat(600_000));
        std::fs::write(directory.path().join("z.sh"), last).unwrap();
        let intel = Intel::default();
        let detector = Detector::new(&intel);
        for texts in [Texts::Scripts, Texts::Run] {
            let looks = vec![Look { texts, ..look(directory.path()) }];
            let order = Order { looks, ..Order::default() };
            let run = order.names_run();
            let asks = OneMines(Wants::default());
            let answer = carry_out(&order, &run, &detector, &|_| true, &asks);
            let records: Vec<_> = answer.looks.into_iter().flatten().collect();
            let told: Vec<_> =
                records.iter().filter(|it| it.text.is_some()).map(|it| it.path.as_str()).collect();
            assert_eq!(records.len(), 13);
            let first = ["00.sh", "01.sh", "02.sh", "03.sh", "04.sh", "05.sh", "06.sh", "07.sh"];
            assert_eq!(told, [&first[..], &["z.sh"]].concat(), "{texts:?}");
            let untold = records.iter().filter(|it| it.text.is_none());
            assert!(untold.clone().count() == 4 && untold.clone().all(|it| !it.opacity.is_empty()));
        }
    }

    #[test]
    fn what_a_search_finds_travels_with_the_file() {
        let directory = tempfile::tempdir().unwrap();
        for (name, text) in [("app.conf", "x\ntoken = 1\n"), ("other.conf", "x = token\n")] {
            std::fs::write(directory.path().join(name), text).unwrap();
        }
        let mut sources = Sources::default();
        let list = sources.add("list", b"T=token\n".to_vec());
        let search = ContentSearch::parse(list, &sources).unwrap();
        let intel = Intel::default();
        let detector = Detector::new(&intel).searching(Some(&search));
        let files: fn(&File) -> bool = |file| !file.searched.is_empty();
        let asks = Asks { files: Some(files), ..Asks::default() };
        let answer = observed(vec![look(directory.path())], &detector, &asks);
        let json = serde_json::to_string(&answer).unwrap();
        let read: Observation = serde_json::from_str(&json).unwrap();
        assert_eq!(read, answer);
        let records: Vec<_> = read.looks.into_iter().flatten().collect();
        let place = Place::in_build(Keyword::Copy, Span::default());
        let [record] = records.as_slice() else { panic!("{records:?}") };
        let (file, _) = record.clone().into_fact(place);
        assert_eq!((file.path.as_str(), file.searched), ("app.conf", vec!["T=token".to_owned()]));
    }

    #[test]
    fn whatever_a_file_system_has_is_met() {
        use std::os::unix::ffi::OsStrExt as _;
        let directory = tempfile::tempdir().unwrap();
        let odd = std::ffi::OsStr::from_bytes(b"odd\xff");
        std::fs::write(directory.path().join(odd), "x").unwrap();
        std::fs::create_dir(directory.path().join("inner")).unwrap();
        std::os::unix::fs::symlink("inner", directory.path().join("link")).unwrap();
        let intel = Intel::default();
        let asks = Asks { files: Some(|_| true), entries: true, ..Asks::default() };
        let looks = vec![look(directory.path()), look(&directory.path().join("gone"))];
        let mut met = observed(looks, &Detector::new(&intel), &asks).looks.into_iter();
        let kinds: Vec<_> =
            met.next().unwrap().into_iter().map(|it| (it.path, it.file_type)).collect();
        let wanted = [
            ("inner", FileType::Directory),
            ("link", FileType::Symlink),
            ("odd\u{fffd}", FileType::Regular),
        ];
        assert_eq!(kinds, wanted.map(|(path, kind)| (path.to_owned(), kind)));
        let unread = met.next().unwrap();
        assert!(matches!(unread.as_slice(), [it] if it.path == "/" && !it.opacity.is_empty()));
    }
}
