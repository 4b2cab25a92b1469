//! The gate `files`: names, attributes and set-id bits. Messages are those of Anchore Engine to the letter.

use super::Check;
use crate::anchore::pattern::Verdict;
use crate::facts::{File, FileType};

/// A rule of the trigger `attribute_match`; what is not given is not compared.
#[derive(Debug)]
pub(crate) struct Attributes {
    /// The whole path, `/` in front.
    pub(crate) filename: String,
    /// SHA-256 as written, and whether it has to be equal.
    pub(crate) checksum: Option<(String, bool)>,
    /// Permission bits with set-id and sticky, and whether they have to be equal.
    pub(crate) mode: Option<(u32, bool)>,
    /// A file that is not there fires.
    pub(crate) must_exist: bool,
}

/// What a rule of this gate says of one file; nothing for a check of another gate. That a rule may name an expression with
/// its name in front is `lenient`: Anchore Engine compares that with a text that always has a line end more.
pub(crate) fn messages(check: &Check, file: &File, lenient: bool) -> Vec<String> {
    let Check::Content { wanted } = check else {
        return message(check, file).into_iter().collect();
    };
    let is_wanted = |found: &&String| {
        let (name, expression) = found.split_once('=').unwrap_or(("", found));
        let is_whole = |it: &str| lenient && it == found.as_str();
        wanted.as_deref().is_none_or(|it| it == name || it == expression || is_whole(it))
    };
    let said = |found: &String| {
        let path = path_of(file);
        format!("File content analyzer found regexp match in container: file={path} regexp={found}")
    };
    file.searched.iter().filter(is_wanted).map(said).collect()
}

fn message(check: &Check, file: &File) -> Option<String> {
    let path = || path_of(file);
    match check {
        Check::FileName(expression) => {
            let path = path();
            // An expression that takes too many steps fires: what cannot be judged is not let through.
            let fires = |path: &str| expression.at_start_of(path) != Verdict::NoMatch;
            // For Python `$` stands before a line end, too.
            (fires(&path) || path.strip_suffix('\n').is_some_and(fires)).then(|| {
                let regex = expression.as_str();
                format!("Application of regex matched file found in container: file={path} regexp={regex}")
            })
        }
        Check::FileAttributes(wanted) if wanted.filename == path() => wanted.message(file),
        Check::SetId if file.mode & 0o6000 != 0 => {
            let mode = file.file_type.bits() | file.mode;
            Some(format!("SUID or SGID found set on file {}. Mode: 0o{mode:o}", path()))
        }
        _ => None,
    }
}

/// True if the rule is about this very path.
pub(crate) fn is_about(check: &Check, file: &File) -> bool {
    matches!(check, Check::FileAttributes(wanted) if wanted.filename == path_of(file))
}

/// What a rule says when nothing has its path.
pub(crate) fn missing(check: &Check) -> Option<String> {
    match check {
        Check::FileAttributes(wanted) if wanted.must_exist => {
            Some(format!("filename={} and skip_missing=False", wanted.filename))
        }
        _ => None,
    }
}

impl Attributes {
    fn message(&self, file: &File) -> Option<String> {
        let op = |equal: bool| if equal { "equals" } else { "not_equals" };
        let mut said = vec![format!("filename={}", self.filename)];
        if let Some((wanted, equal)) = &self.checksum {
            let other = (file.file_type != FileType::Regular).then_some("DIRECTORY_OR_OTHER");
            let digest = file.digest.as_deref().or(other);
            // what cannot be compared, as another name of a file, is not let through
            if digest.is_some_and(|digest| (digest == wanted) != *equal) {
                return None;
            }
            let digest = digest.unwrap_or("unknown");
            said.push(format!("checksum={digest} op={} specified_checksum={wanted}", op(*equal)));
        }
        if let Some((wanted, equal)) = self.mode {
            if (file.mode == wanted) != equal {
                return None;
            }
            said.push(format!(
                "mode=0o{:o} op={} specified_mode=0o{wanted:o}",
                file.mode,
                op(equal)
            ));
        }
        (said.len() > 1).then(|| said.join(" and "))
    }
}

/// The path in the image, where that is known, `/` in front.
fn path_of(file: &File) -> String {
    let path = file.renamed.as_deref().unwrap_or(&file.path);
    format!("/{}", path.trim_start_matches('/'))
}
