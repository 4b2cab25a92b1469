//! Tools that write, copy and change files: what they leave is known as far as what they read is.
//!
//! What removes a file leaves it here: whether a script gets to that line is not known, and nothing runs a file that is
//! gone.

use crate::shell::evaluate::context::{Context, Ran};
use crate::shell::evaluate::walker::Walker;
use crate::shell::programs::kinds::FileTool;
use crate::shell::programs::output::{Data, Output};
use crate::shell::programs::which_shell::base_name;
use crate::source::Text;

/// Letters of `cp`, `mv` and `ln` that take a value, then those of `install`.
const OF_COPY: &str = "tS";
const OF_INSTALL: &str = "mogtS";

/// The words of such a tool.
struct Words<'a> {
    letters: String,
    /// The directory of `-t`.
    directory: Option<&'a str>,
    operands: Vec<&'a Text>,
}

impl Walker<'_> {
    pub(crate) fn file_tool(
        &mut self,
        tool: FileTool,
        id: usize,
        argv: &[Text],
        inner: &Context,
    ) -> Ran {
        let args = argv.get(1..).unwrap_or_default();
        match tool {
            FileTool::Copy => self.copy(&words(args, OF_COPY), false),
            FileTool::Link => {
                let words = words(args, OF_COPY);
                let is_symbolic = words.letters.contains('s');
                self.copy(&words, is_symbolic);
            }
            FileTool::Install => self.install(&words(args, OF_INSTALL), inner),
            FileTool::Dd => return self.dd(id, args, inner),
            FileTool::Sed => return self.sed(id, argv, inner),
            FileTool::Tee => return self.tee(id, argv, inner),
            FileTool::Unpack => return self.unpack(id, argv, inner),
            FileTool::Patch => self.patch(argv, inner),
            FileTool::Git => {
                let ran = self.plain(id, argv, inner);
                self.git_apply(argv, inner);
                return ran;
            }
            FileTool::Synchronise => {
                self.copy(&words(args, "e"), false);
                return self.plain(id, argv, inner);
            }
        }
        Ran::own(id, Output::Nothing)
    }

    /// A copy, move or link has the content of its source.
    fn copy(&mut self, words: &Words<'_>, is_symbolic: bool) {
        let Some((to, from)) = words.target_and_sources() else { return };
        for source in from {
            let mut path = source.as_str().to_owned();
            if is_symbolic
                && !path.starts_with('/')
                && let Some((directory, _)) = to.rsplit_once('/')
            {
                path = format!("{directory}/{path}");
            }
            // `dir/*`, `dir/.`: what is in the directory
            let (directory, name) = path.rsplit_once('/').unwrap_or((".", &path));
            if name.contains('*') || name == "." {
                self.files.copy(directory, to);
                continue;
            }
            let inside = format!("{}/{}", to.trim_end_matches('/'), base_name(&path));
            self.files.copy(&path, &inside);
            self.writes_to(&inside, source);
            if !words.is_file_target(to) {
                continue;
            }
            self.writes_to(to, words.operands.last().unwrap_or(source));
            if is_symbolic {
                self.files.link(&path, to);
            } else {
                self.files.copy(&path, to);
            }
        }
    }

    /// `install [-m MODE] FROM TO`
    fn install(&mut self, words: &Words<'_>, inner: &Context) {
        let is_input = |word: &&Text| matches!(word.as_str(), "/dev/stdin" | "-");
        if let [from, to] = words.operands.as_slice()
            && is_input(from)
        {
            self.writes(to);
            if let Some(data) = inner.stdin.as_deref() {
                self.write(to, Data::clone(data), false);
            }
        } else if !words.letters.contains('d') {
            self.copy(words, false);
        }
    }

    /// `gunzip a.gz`: what was in it lies beside it under the name without the ending.
    fn unpack(&mut self, id: usize, argv: &[Text], inner: &Context) -> Ran {
        let prints = |arg: &Text| {
            matches!(arg.as_str(), "--stdout" | "--to-stdout")
                || arg.starts_with('-') && !arg.starts_with("--") && arg.contains('c')
        };
        let files: Vec<&Text> = argv.iter().skip(1).filter(|arg| !arg.starts_with('-')).collect();
        if files.is_empty() || argv.iter().skip(1).any(prints) {
            return self.plain(id, argv, inner);
        }
        let options: Vec<Text> = argv.iter().filter(|arg| !files.contains(arg)).cloned().collect();
        let context = Context { capture: true, ..inner.clone() };
        for file in files {
            let Some((stem, _)) = file.rsplit_once('.') else { continue };
            let mut words = options.clone();
            words.push(file.clone());
            if self.files.get(file).is_some()
                && let Output::Known(data) = self.folded(&words, &context)
            {
                let path = file.slice(0..stem.len());
                self.writes(&path);
                self.write(&path, data, false);
            }
        }
        Ran::own(id, Output::Nothing)
    }

    fn tee(&mut self, id: usize, argv: &[Text], inner: &Context) -> Ran {
        let args = argv.get(1..).unwrap_or_default();
        let append = args.iter().any(|arg| matches!(arg.as_str(), "-a" | "--append" | "-ai"));
        for path in args.iter().filter(|arg| !arg.starts_with('-')) {
            self.writes(path);
            match &inner.stdin {
                Some(data) => self.write(path, Data::clone(data), append),
                None => self.files.set(path, None),
            }
        }
        Ran::own(id, self.folded(argv, inner))
    }

    /// `dd [if=FILE] [of=FILE] [bs=N] [skip=N] [count=N]`
    fn dd(&mut self, id: usize, args: &[Text], inner: &Context) -> Ran {
        let operand = |name: &str| {
            let arg = args.iter().find(|arg| arg.starts_with(name))?;
            Some(arg.slice(name.len()..arg.len()))
        };
        let data = match operand("if=") {
            Some(from) if from.as_str() != "/dev/stdin" => self.files.get(&from),
            _ => inner.stdin.clone(),
        };
        let number = |name: &str| operand(name).map(|value| value.parse::<usize>().ok());
        let block = number("bs=").or_else(|| number("ibs=")).unwrap_or(Some(512));
        let cut = |data: &Data| {
            let block = block?;
            let skip = number("skip=").unwrap_or(Some(0))?.saturating_mul(block);
            let count = match number("count=") {
                Some(count) => count?.saturating_mul(block),
                None => usize::MAX,
            };
            Some(data.part(skip, skip.saturating_add(count)))
        };
        let converts = ["seek=", "conv=", "oflag=", "iflag="];
        let plain = !converts.iter().any(|name| operand(name).is_some());
        let data = data.filter(|_| plain).and_then(|data| cut(&data));
        let Some(to) = operand("of=") else {
            return Ran::own(id, data.map_or(Output::Unknown, Output::Known));
        };
        self.writes(&to);
        match data {
            Some(data) => self.write(&to, data, false),
            None => self.files.set(&to, None),
        }
        Ran::own(id, Output::Nothing)
    }

    /// `sed -i` changes each file by itself. One that it changes in a way that is not worked out is still known best by
    /// what it was.
    fn sed(&mut self, id: usize, argv: &[Text], inner: &Context) -> Ran {
        let ran = self.plain(id, argv, inner);
        let Some((options, files)) = in_place(argv) else { return ran };
        let context = Context { capture: true, ..inner.clone() };
        for file in files {
            self.writes(file);
            if self.files.get(file).is_none() {
                continue;
            }
            let mut words = options.clone();
            words.push(file.clone());
            if let Output::Known(data) = self.folded(&words, &context) {
                self.files.set(file, Some(data));
            }
        }
        Ran::own(id, Output::Nothing)
    }
}

impl Words<'_> {
    fn target_and_sources(&self) -> Option<(&str, &[&Text])> {
        match (self.directory, self.operands.split_last()) {
            (Some(directory), _) => Some((directory, &self.operands)),
            (None, Some((to, from))) if !from.is_empty() => Some((to.as_str(), from)),
            _ => None,
        }
    }

    /// The target may be the file itself, and no directory that it goes into.
    fn is_file_target(&self, to: &str) -> bool {
        self.directory.is_none() && self.operands.len() == 2 && !to.ends_with('/')
    }
}

/// Options and operands; `valued` are the letters that take a value.
fn words<'a>(args: &'a [Text], valued: &str) -> Words<'a> {
    let mut out = Words { letters: String::new(), directory: None, operands: Vec::new() };
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        if arg.as_str() == "--" {
            out.operands.extend(args);
            break;
        }
        if let Some(long) = arg.strip_prefix("--") {
            let (name, value) = long.split_once('=').map_or((long, None), |(n, v)| (n, Some(v)));
            let takes = ["target-directory", "suffix", "mode", "owner", "group"].contains(&name);
            let value = match value {
                None if takes => args.next().map(Text::as_str),
                value => value,
            };
            match name {
                "target-directory" => out.directory = value,
                "symbolic" => out.letters.push('s'),
                "directory" => out.letters.push('d'),
                _ => {}
            }
            continue;
        }
        let Some(cluster) = arg.strip_prefix('-').filter(|rest| !rest.is_empty()) else {
            out.operands.push(arg);
            continue;
        };
        for (at, letter) in cluster.char_indices() {
            if valued.contains(letter) {
                let attached = cluster.get(at + letter.len_utf8()..).filter(|it| !it.is_empty());
                let value = attached.or_else(|| args.next().map(Text::as_str));
                if letter == 't' {
                    out.directory = value;
                }
                break;
            }
            out.letters.push(letter);
        }
    }
    out
}

/// The words of a `sed -i` without that option and without its files, and the files; `None` if it prints.
fn in_place(argv: &[Text]) -> Option<(Vec<Text>, &[Text])> {
    let mut kept: Vec<Text> = argv.first().into_iter().cloned().collect();
    let (mut edits, mut has_script, mut at) = (false, false, 1);
    while let Some(arg) = argv.get(at).filter(|arg| arg.starts_with('-') && arg.len() > 1) {
        at += 1;
        let letters = arg.strip_prefix('-').unwrap_or_default();
        let before_i = letters.find('i').and_then(|i| letters.get(..i));
        let is_cluster = |head: &str| head.bytes().all(|byte| b"nrEsuz".contains(&byte));
        if letters.starts_with("-in-place") {
            edits = true;
        } else if let Some(head) = before_i.filter(|head| is_cluster(head)) {
            edits = true;
            if !head.is_empty() {
                kept.push(arg.slice(0..1 + head.len()));
            }
        } else {
            kept.push(arg.clone());
            if matches!(arg.as_str(), "-e" | "--expression" | "-f" | "--file") {
                kept.extend(argv.get(at).cloned());
                at += 1;
            }
            has_script |= matches!(letters.get(..1), Some("e" | "f"))
                || letters.starts_with("-expression")
                || letters.starts_with("-file");
        }
    }
    if !has_script {
        kept.extend(argv.get(at).cloned());
        at += 1;
    }
    edits.then_some((kept, argv.get(at..)?))
}
