//! The command of a run as its report tells it: as one would type it, without the values of build arguments.

use std::ffi::OsString;

/// Longest command that a report repeats, in characters: pre-commit passes thousands of paths.
const MAX_LENGTH: usize = 2000;

/// The command line with quotes where a shell needs them.
pub(super) fn of(args: &[OsString]) -> String {
    let mut out = String::from("minestop");
    let mut is_build_arg = false;
    for arg in args.iter().skip(1) {
        let arg = arg.to_string_lossy();
        let (option, secret) = match arg.strip_prefix("--build-arg=") {
            Some(rest) => ("--build-arg=", Some(rest)),
            None => ("", is_build_arg.then_some(&*arg)),
        };
        is_build_arg = arg == "--build-arg";
        out.push(' ');
        out.push_str(option);
        // A value may be a password; the report goes into an archive.
        match secret {
            Some(secret) => quote(secret.split('=').next().unwrap_or_default(), &mut out),
            None => quote(&arg, &mut out),
        }
        if out.len() > MAX_LENGTH {
            out = out.chars().take(MAX_LENGTH).collect();
            out.push_str(" …");
            break;
        }
    }
    out
}

fn quote(word: &str, out: &mut String) {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@,+%".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        out.push_str(word);
    } else {
        out.push('\'');
        out.push_str(&word.replace('\'', "'\\''"));
        out.push('\'');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_can_be_typed_again_and_tells_no_secret() {
        let words = [
            "minestop",
            "lint",
            "a b",
            "--build-arg",
            "TOKEN=secret",
            "--build-arg=KEY=hush",
            "it's",
        ];
        let told = of(&words.map(OsString::from));
        assert_eq!(told, "minestop lint 'a b' --build-arg TOKEN --build-arg=KEY 'it'\\''s'");
    }
}
