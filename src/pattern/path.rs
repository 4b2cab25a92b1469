//! Patterns of paths: `*` and `?` stay inside a segment, `**` as a segment stands for any number of segments.

use std::path::is_separator;
use std::str::FromStr;

use smallvec::SmallVec;

use super::check;
use super::name::Run;
use crate::config::{BadValue, shown};

/// A pattern of paths. Without a `/` it is tried on the last segment alone, a `/` at its end means everything below,
/// a leading `./` means nothing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct PathPattern {
    written: String,
    /// It starts with `/`: only an absolute path has the segments in front of it.
    is_absolute: bool,
    /// It has no `/` at all.
    is_name: bool,
    segments: Segments,
}

impl PathPattern {
    /// The pattern as written.
    pub(crate) fn as_str(&self) -> &str {
        &self.written
    }

    /// True if the pattern stands for the whole path as written; an absolute path and a relative one differ.
    pub(crate) fn matches(&self, path: &str) -> bool {
        let starts_at_root = path.starts_with(is_separator);
        let PathSegments(names) = PathSegments::of(path);
        if self.is_name {
            return self.is_last_of(&names);
        }
        (self.is_absolute == starts_at_root || !self.is_absolute && self.segments.start_anywhere())
            && self.segments.match_all(&names)
    }

    /// True if the pattern stands for a path in a file system, where each path starts at the root, written or not.
    pub(crate) fn matches_in_root(&self, PathSegments(names): &PathSegments<'_>) -> bool {
        if self.is_name { self.is_last_of(names) } else { self.segments.match_all(names) }
    }

    /// The longest text that every path has which the pattern stands for; empty if there is none.
    pub(crate) fn literal(&self) -> &str {
        let literals = self.segments.0.iter().map(|segment| match segment {
            Segment::Any => "",
            Segment::One(run) => run.literal(),
        });
        literals.max_by_key(|text| text.len()).unwrap_or_default()
    }

    /// The pattern as a regular expression of absolute paths; none if it stands for relative ones.
    pub(crate) fn absolute_expression(&self) -> Option<String> {
        const NAMES: Names = Names { any: "[^/]+", class: "[^/]", separator: "/+" };
        let front = match self.is_name {
            true => "/+(?:[^/]+/+)*",
            false if self.is_absolute || self.segments.start_anywhere() => "/+",
            false => return None,
        };
        Some(format!("{front}{}/*", self.segments.expression(&NAMES)))
    }

    fn is_last_of(&self, names: &[&str]) -> bool {
        names.last().is_some_and(|last| self.segments.match_all(&[last]))
    }
}

impl FromStr for PathPattern {
    type Err = BadValue;

    fn from_str(written: &str) -> Result<Self, BadValue> {
        check::length(written)?;
        check::no_other_language(written)?;
        let bare = written.trim_start_matches("./");
        let is_absolute = bare.starts_with('/');
        let inner = bare.strip_prefix('/').unwrap_or(bare);
        let below = inner.strip_suffix('/');
        let parts: Vec<&str> = below.unwrap_or(inner).split('/').collect();
        if parts.iter().any(|part| part.is_empty()) {
            let message = format!("a segment of the pattern `{}` is empty", shown(written));
            return Err(BadValue::new(message, "write one `/` between two segments"));
        }
        let below = below.map(|_| "**");
        Ok(Self {
            is_absolute,
            is_name: !written.contains('/') && written != "**",
            segments: Segments::new(parts.into_iter().chain(below))?,
            written: written.to_owned(),
        })
    }
}

/// The segments of a path, split once for all patterns; one that is empty or `.` leads nowhere.
#[derive(Debug)]
pub(crate) struct PathSegments<'p>(SmallVec<[&'p str; 16]>);

impl<'p> PathSegments<'p> {
    pub(crate) fn of(path: &'p str) -> Self {
        Self(path.split(is_separator).filter(|part| !matches!(*part, "." | "")).collect())
    }
}

/// Segments between slashes, as paths and the repositories of images have them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Segments(Vec<Segment>);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Segment {
    /// `**`: any number of segments.
    Any,
    One(Run),
}

impl Segments {
    /// Refuses a `**` that shares its segment with other characters: there it would be no more than `*`.
    pub(crate) fn new<'p>(parts: impl Iterator<Item = &'p str>) -> Result<Self, BadValue> {
        let segment = |part: &str| match part {
            "**" => Ok(Segment::Any),
            part if part.contains("**") => {
                let message =
                    format!("`**` in `{}` does not stand alone between slashes", shown(part));
                let single = part.replace("**", "*");
                let help = format!("write `**/{single}` for any depth, `{single}` for one segment");
                Err(BadValue::new(message, help))
            }
            part => Ok(Segment::One(Run::new(part))),
        };
        parts.map(segment).collect::<Result<_, _>>().map(Self)
    }

    /// As a regular expression.
    pub(crate) fn expression(&self, names: &Names) -> String {
        let Names { any, separator, .. } = names;
        let mut out = String::new();
        let mut is_behind = false;
        for segment in &self.0 {
            match segment {
                Segment::Any if is_behind => out.push_str(&format!("(?:{separator}{any})*")),
                Segment::Any => out.push_str(&format!("(?:{any}{separator})*")),
                Segment::One(run) => {
                    if is_behind {
                        out.push_str(separator);
                    }
                    out.push_str(&names.one(run));
                    is_behind = true;
                }
            }
        }
        match is_behind {
            true => out,
            false => format!("(?:{any}(?:{separator}{any})*)?"),
        }
    }

    /// What they ask of the second of two names, of which this is the first one, as regular expressions: it has to be one of
    /// them.
    pub(crate) fn behind(&self, first: &str, names: &Names) -> Vec<String> {
        let mut found = Vec::new();
        for (at, segment) in self.0.iter().enumerate() {
            let (rest, goes_on) = match segment {
                Segment::Any => (self.0.get(at..), true),
                Segment::One(run) if run.matches(first) => (self.0.get(at + 1..), false),
                Segment::One(_) => (None, false),
            };
            found.extend(rest.and_then(|rest| alone(rest, names)));
            if !goes_on {
                break;
            }
        }
        found.dedup();
        found
    }

    fn start_anywhere(&self) -> bool {
        self.0.first() == Some(&Segment::Any)
    }

    /// True if the segments stand for all of the names.
    ///
    /// Greedy, with one place to go back to: only the last `**` can need more, because everything before it was matched
    /// as early as possible. So the cost is at most the length of the pattern times that of the path.
    pub(crate) fn match_all(&self, names: &[&str]) -> bool {
        let (mut at, mut name_at) = (0, 0);
        let mut retry: Option<(usize, usize)> = None;
        while let Some(name) = names.get(name_at) {
            match self.0.get(at) {
                Some(Segment::Any) => {
                    at += 1;
                    retry = Some((at, name_at));
                }
                Some(Segment::One(run)) if run.matches(name) => {
                    at += 1;
                    name_at += 1;
                }
                _ => {
                    let Some((after_any, from)) = retry else { return false };
                    retry = Some((after_any, from + 1));
                    (at, name_at) = (after_any, from + 1);
                }
            }
        }
        self.0.get(at..).is_some_and(|rest| rest.iter().all(|it| *it == Segment::Any))
    }
}

/// What these segments ask of a single name; none if they stand for no single name.
fn alone(segments: &[Segment], names: &Names) -> Option<String> {
    let mut ones = segments.iter().filter_map(|segment| match segment {
        Segment::Any => None,
        Segment::One(run) => Some(run),
    });
    match (ones.next(), ones.next()) {
        (Some(run), None) => Some(names.one(run)),
        (None, _) if !segments.is_empty() => Some(names.any.to_owned()),
        _ => None,
    }
}

/// What regular expressions write for the names that segments stand for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Names {
    /// Any name.
    pub(crate) any: &'static str,
    /// A character of a name.
    pub(crate) class: &'static str,
    /// What stands between two names.
    pub(crate) separator: &'static str,
}

impl Names {
    fn one(&self, run: &Run) -> String {
        if run.is_any() { self.any.to_owned() } else { run.expression(self.class) }
    }
}
