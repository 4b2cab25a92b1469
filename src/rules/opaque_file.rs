//! `opaque-file`: a file that could not be judged to the end.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Build, Context, Evidence, Group, Meta, Rule, Setting};
use crate::facts::Opacity;
use crate::finding::{Action, Finding};

pub(super) static META: Meta = Meta {
    id: "opaque-file",
    summary: "a file is packed, encrypted, too large to be opened or unreadable",
    group: Group::Execution,
    default: Setting::On(Action::Warn),
    locked_down: Setting::On(Action::Stop),
    reads: Evidence::FILES,
    build: Some(Build::of::<Check>()),
    page: include_str!("../../docs/rules/opaque-file.md"),
};

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Check {}

impl Rule for Check {
    fn check(&self, context: &Context<'_>, out: &mut Vec<Finding>) {
        for file in &context.facts.files {
            for opacity in &file.opacity {
                let (what, help) = describe(opacity);
                let message = format!("`{}` {what}", file.path);
                out.push(
                    Finding::new(META.id, file.span, message)
                        .about(file.reference())
                        .because("this file")
                        .help(help),
                );
            }
        }
    }
}

fn describe(opacity: &Opacity) -> (String, &'static str) {
    match opacity {
        Opacity::Packed => (
            "unpacks itself when it starts: what it is cannot be seen".to_owned(),
            "use the program as it was before it was packed",
        ),
        Opacity::Encrypted => (
            "has code that is encrypted or compressed".to_owned(),
            "use a program whose code can be read",
        ),
        Opacity::Limit(limit) => {
            (format!("was not judged to the end: {limit}"), "look at the rest by other means")
        }
        Opacity::Unopened(format) => (
            format!("is an archive of a kind that is not opened: {format}"),
            "unpack it, or pack it as tar or zip",
        ),
        Opacity::Unreadable(why) => {
            (format!("cannot be read: {why}"), "make it readable, or keep it out of the build")
        }
        Opacity::Pointer => (
            "is a pointer: the build may get other bytes from Git LFS".to_owned(),
            "judge a checkout that has the file itself",
        ),
    }
}
