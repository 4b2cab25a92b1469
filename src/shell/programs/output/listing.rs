//! Names of files that are known: `ls DIR/*.txt`, `find DIR -name '*.txt'`.

use crate::shell::programs::files::MAX_MATCHES;
use crate::shell::programs::output::{Call, Data};
use crate::source::Text;

/// Options of `find` that change nothing about names, and take a value.
const NEUTRAL: [&str; 4] = ["-type", "-maxdepth", "-mindepth", "-size"];

/// `find DIR… [-type f] [-name PATTERN]`: of files in the directories, and one further down.
pub(super) fn find(call: &Call<'_>) -> Option<Data> {
    let mut args = call.args().iter();
    let mut directories: Vec<&str> = Vec::new();
    let mut pattern = "*";
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "-name" | "-iname" => pattern = args.next()?.as_str(),
            "-print" | "-print0" | "-follow" | "-L" => {}
            option if NEUTRAL.contains(&option) => drop(args.next()),
            option if option.starts_with('-') => return None,
            directory => directories.push(directory),
        }
    }
    if directories.is_empty() {
        directories.push(".");
    }
    let below = |directory: &&str| {
        let directory = directory.trim_end_matches('/');
        [format!("{directory}/{pattern}"), format!("{directory}/*/{pattern}")]
    };
    lines(call, directories.iter().flat_map(below))
}

/// `ls [-1] PATTERN…`
pub(super) fn ls(call: &Call<'_>) -> Option<Data> {
    let (options, operands): (Vec<&Text>, Vec<&Text>) =
        call.args().iter().partition(|arg| arg.starts_with('-'));
    let is_plain =
        options.iter().all(|option| matches!(option.as_str(), "-1" | "-d" | "-1d" | "-A"));
    let patterns = operands.iter().filter(|word| word.contains(['*', '?', '[']));
    let patterns: Vec<String> = patterns.map(|word| word.to_string()).collect();
    lines(call, patterns.into_iter().filter(|_| is_plain))
}

fn lines(call: &Call<'_>, patterns: impl Iterator<Item = String>) -> Option<Data> {
    let mut paths: Vec<String> =
        patterns.flat_map(|pattern| call.files.matching(&pattern)).collect();
    if paths.len() > MAX_MATCHES {
        return None;
    }
    paths.sort();
    let all = paths.join("\n");
    (!all.is_empty()).then(|| Data::Text(Text::made(all + "\n", call.span)))
}
