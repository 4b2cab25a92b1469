//! What options of hadolint are called here: whoever knows it types them.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::failure::Failure;

/// An option of hadolint, and what does the same. Those that are called the same here, such as `--format`, are no error.
const OPTIONS: [(&str, &str); 13] = [
    ("--config", "name the policy with `--policy FILE`"),
    ("-c", "name the policy with `--policy FILE`"),
    (
        "--disable-ignore-pragma",
        "comments do nothing unless the policy allows them with `inline-ignores`",
    ),
    ("--error", "let a rule stop the build with `--stop RULE`"),
    (
        "--failure-threshold",
        "say from which verdict on the run fails with `--fail-on stop`, `warn` or `never`",
    ),
    ("-t", "say from which verdict on the run fails with `--fail-on stop`, `warn` or `never`"),
    ("--file-path-in-report", "name standard input with `--stdin-filename NAME`"),
    ("--ignore", "turn a rule off with `--off RULE`"),
    ("--info", "let what a rule finds pass with `--go RULE`"),
    ("--no-color", "turn colours off with `--color never`"),
    ("--no-fail", "fail for nothing that is found with `--exit-zero`"),
    (
        "--trusted-registry",
        "write the images that are trusted into a policy, with `minestop policy init`",
    ),
    ("--warning", "let a rule only warn with `--warn RULE`"),
];

/// An error of the command line that comes of knowing hadolint, with what to write instead.
pub(super) fn named(error: &clap::Error) -> Option<Failure> {
    if error.kind() != ErrorKind::UnknownArgument {
        return None;
    }
    let Some(ContextValue::String(name)) = error.get(ContextKind::InvalidArg) else { return None };
    let (name, help) = OPTIONS.iter().find(|(option, _)| option == name)?;
    Some(Failure::usage(format!("there is no option `{name}`")).help(*help))
}
