//! `preload-variable`: variables and files that load code into every later program.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Deserialize;

use super::options::ValuePattern;
use super::{Build, Context, Evidence, Group, Meta, Rule, Setting};
use crate::config::List;
use crate::facts::VariableKind;
use crate::finding::{Action, Finding};
use crate::source::Span;

/// The file whose libraries the loader of glibc maps into every program.
const PRELOADED: &str = "/etc/ld.so.preload";

const VARIABLES: &[&str] = &[
    "BASH_ENV",
    "CORECLR_PROFILER_PATH",
    "CORECLR_PROFILER_PATH_32",
    "CORECLR_PROFILER_PATH_64",
    "COR_PROFILER_PATH",
    "DOTNET_STARTUP_HOOKS",
    "ENV",
    "GCONV_PATH",
    "JAVA_TOOL_OPTIONS",
    "JDK_JAVA_OPTIONS",
    "LD_AUDIT",
    "LD_PRELOAD",
    "LESSOPEN",
    "LUA_INIT",
    "NODE_OPTIONS",
    "PERL5DB",
    "PERL5OPT",
    "PHP_INI_SCAN_DIR",
    "PROMPT_COMMAND",
    "PYTHONSTARTUP",
    "RUBYOPT",
    "_JAVA_OPTIONS",
];

pub(super) static META: Meta = Meta {
    id: "preload-variable",
    summary: "code is loaded into every later program",
    group: Group::Execution,
    default: Setting::Off,
    locked_down: Setting::On(Action::Stop),
    reads: Evidence::COMMANDS,
    build: Some(Build::of::<Check>()),
    page: include_str!("../../docs/rules/preload-variable.md"),
};

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Check {
    /// values that may be set, such as the path of a memory allocator
    allow: List<ValuePattern>,
}

impl Rule for Check {
    fn check(&self, context: &Context<'_>, out: &mut Vec<Finding>) {
        for variable in &context.facts.variables {
            let sets = matches!(variable.kind, VariableKind::Env | VariableKind::Shell)
                && VARIABLES.contains(&variable.name.as_str())
                && loads_code(&variable.name, &variable.value);
            if sets && !self.allow.any(|pattern| pattern.matches(&variable.value)) {
                let message =
                    format!("`{}` loads code into every later program", variable.name.as_str());
                out.push(
                    Finding::new(META.id, variable.name.span().to(variable.value.span()), message)
                        .help("load no code this way, or add the value to `allow`"),
                );
            }
        }
        let written = context.facts.written_paths.iter();
        let spans: BTreeSet<Span> =
            written.filter(|it| it.path == PRELOADED).map(|it| it.word.span()).collect();
        for span in spans {
            let message = format!("`{PRELOADED}` loads code into every program");
            out.push(Finding::new(META.id, span, message).help("do not write this file"));
        }
    }
}

/// Options that only tune a runtime load nothing.
fn loads_code(name: &str, value: &str) -> bool {
    match name {
        "NODE_OPTIONS" => {
            ["-r", "--require", "--import", "--loader"].iter().any(|f| value.contains(f))
        }
        "JAVA_TOOL_OPTIONS" | "JDK_JAVA_OPTIONS" | "_JAVA_OPTIONS" => {
            value.contains("-javaagent") || value.contains("-agent")
        }
        "PERL5OPT" | "RUBYOPT" => value.contains("-r") || value.contains("-M"),
        "ENV" => value.contains('/'),
        _ => !value.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::loads_code;

    #[test]
    fn options_that_load_code_are_told_from_those_that_tune() {
        let java = ["JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"];
        for name in java {
            assert!(loads_code(name, "-javaagent:/x.jar"), "{name}");
            assert!(loads_code(name, "-agentpath:/x.so"), "{name}");
            assert!(!loads_code(name, "-Xmx1g"), "{name}");
        }
        for value in ["-r /x.js", "--require /x.js", "--import /x.js", "--loader /x.js"] {
            assert!(loads_code("NODE_OPTIONS", value), "{value}");
        }
        assert!(!loads_code("NODE_OPTIONS", "--max-old-space-size=1"));
        for name in ["PERL5OPT", "RUBYOPT"] {
            assert!(loads_code(name, "-rx") && loads_code(name, "-Mx"), "{name}");
            assert!(!loads_code(name, "-w"), "{name}");
        }
        assert!(loads_code("ENV", "/x.sh") && !loads_code("ENV", "production"));
        assert!(loads_code("LD_PRELOAD", "x") && !loads_code("LD_PRELOAD", ""));
    }
}
