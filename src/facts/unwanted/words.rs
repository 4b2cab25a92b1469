//! Words of a command that refuse a name: options (`--block-host x`), and what single programs write instead.

use super::lines::{answers_nowhere, assigns};
use crate::facts::word_list::{Words, has};

/// Managers whose `-x` leaves a package out.
const LEAVING_OUT: Words = "dnf dnf5 microdnf yum tdnf";

/// Goes through the words of one command, in order.
#[derive(Debug)]
pub(in crate::facts) struct Refused<'p> {
    program: &'p str,
    /// The word before is an option that refuses what stands behind it.
    behind: bool,
}

impl<'p> Refused<'p> {
    pub(in crate::facts) fn of(program: &'p str) -> Self {
        Self { program, behind: false }
    }

    /// True if the next word names what is refused; `refuses` says whether the name of an option does.
    pub(in crate::facts) fn next<'w>(
        &mut self,
        word: &'w str,
        refuses: &mut dyn FnMut(&'w str) -> bool,
    ) -> bool {
        let option = word.strip_prefix('-');
        let is_behind = self.behind && option.is_none();
        self.behind = false;
        if is_behind {
            return true;
        }
        if let Some(option) = option {
            // `--setopt=exclude=x`
            return match option.rsplit_once('=') {
                Some((name, _)) => refuses(name) || answers_nowhere(word),
                None => {
                    self.behind =
                        refuses(option) || option == "x" && has(LEAVING_OUT, self.program);
                    false
                }
            };
        }
        match self.program {
            "apk" => word.starts_with('!'),
            "sed" => edits_in_what_refuses(word),
            _ => false,
        }
    }
}

/// `s/^#IgnorePkg.*/IgnorePkg = x/`, `/^.main/a exclude=x`: the text that `sed` puts in is a line that refuses.
fn edits_in_what_refuses(word: &str) -> bool {
    let mut parts = word.rsplit(['/', '|', '#', '\\', '\n']);
    let is_text = |part: &str| {
        let text = part.trim_start();
        let text = text.strip_prefix("a ").or_else(|| text.strip_prefix("i ")).unwrap_or(text);
        assigns(text)
    };
    parts.any(is_text)
}

#[cfg(test)]
mod tests {
    use super::Refused;
    use crate::facts::unwanted::refuses;

    /// The words that name what is refused.
    fn refused(program: &str, line: &'static str) -> Vec<&'static str> {
        let mut refused = Refused::of(program);
        line.split('\t').filter(|word| refused.next(word, &mut |name| refuses(name))).collect()
    }

    #[test]
    fn options_refuse_what_stands_behind_or_inside_them() {
        assert_eq!(refused("x", "--deny\ta\tb"), ["a"]);
        assert_eq!(refused("x", "--deny-host=a\tb"), ["--deny-host=a"]);
        assert_eq!(refused("x", "deny\ta"), [""; 0]);
        assert_eq!(refused("x", "--deny\t--allow\tb"), [""; 0]);
        assert_eq!(refused("dnf", "upgrade\t-x\ta\tb"), ["a"]);
        assert_eq!(refused("x", "-x\ta"), [""; 0]);
        assert_eq!(refused("dnf", "--setopt=excludepkgs=a"), ["--setopt=excludepkgs=a"]);
    }

    #[test]
    fn some_programs_have_words_of_their_own() {
        assert_eq!(refused("apk", "add\t!a\tb"), ["!a"]);
        assert_eq!(refused("x", "!a"), [""; 0]);
        let edit = "s/^#IgnorePkg.*/IgnorePkg = a/";
        assert_eq!(refused("sed", edit), [edit]);
        let edit = "/^x/a excludepkgs=a";
        assert_eq!(refused("sed", edit), [edit]);
        assert_eq!(refused("sed", "s/a/pool = a/\ts/exclude/b/"), [""; 0]);
    }
}
