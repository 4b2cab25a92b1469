//! Manifests and build files, told by their names: read as the commands that their tools run, and as the packages and
//! addresses that they name.
//!
//! Every word keeps its place in the file. A file may give both, one or the other.

mod ansible;
mod chef;
mod cmake;
mod dependencies;
mod jinja;
mod m4;
mod make;
mod notebook;
mod plain;
mod provision;
mod quoted;
mod robot;
mod salt;
mod tasks;
mod texts;
mod tools;
mod xml;

use super::NamesRun;
use super::autostart::{self, Reader};
use crate::shell::Dialect;
use crate::source::Text;

pub(crate) use chef::chef;
pub(crate) use dependencies::{dependencies, manager};
pub(crate) use plain::go_generators;
pub(crate) use provision::cloud_config;
pub(crate) use tools::{has_tool, tools};
pub(crate) use xml::service;

/// Build files that are programs: their names, and how the files of that language end.
const PROGRAMS: &[(&str, &str)] = &[
    ("rakefile", "rb"),
    ("gemfile", "rb"),
    ("vagrantfile", "rb"),
    ("podfile", "rb"),
    ("fastfile", "rb"),
    ("brewfile", "rb"),
    ("capfile", "rb"),
    ("guardfile", "rb"),
    ("jenkinsfile", "groovy"),
    ("meson.build", "py"),
    ("sconstruct", "py"),
    ("sconscript", "py"),
    ("wscript", "py"),
    ("tiltfile", "py"),
    ("bb.edn", "bb"),
    ("build.sbt", "scala"),
    ("plugins.sbt", "scala"),
    ("build.mill", "scala"),
    ("build.sc", "scala"),
    ("rexfile", "pl"),
];

/// Programs that a build tool runs because of their names: what looks like a command in them is one.
const DRIVERS: &[&str] = &[
    "conanfile.py",
    "dodo.py",
    "ecosystem.config.cjs",
    "ecosystem.config.js",
    "fabfile.py",
    "gruntfile.js",
    "gulpfile.js",
    "noxfile.py",
    "premake5.lua",
    "sconscript",
    "sconstruct",
    "tasks.py",
    "wscript",
    "xmake.lua",
];

/// Parts of paths whose programs a server runs by itself: Jenkins, Rails, Chef, `whenever`.
const DRIVEN: &[&str] = &[
    "init.groovy.d/",
    "config/initializers/",
    "config/schedule.rb",
    "cookbooks/",
    ".pnpmfile.c",
    "deps/build.jl",
];

/// A tool runs the program because of its name or place, or is given it by one of the commands.
pub(crate) fn is_driven(path: &str, run: &NamesRun) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let lower = name.to_ascii_lowercase();
    DRIVERS.contains(&lower.as_str())
        || DRIVEN.iter().any(|part| path.contains(part))
        || matches!(
            run.tool_of(name),
            Some("god" | "chef-client" | "chef-solo" | "chef-apply" | "pm2" | "pm2-runtime")
        )
}

/// The program is a recipe of Chef: its resources are commands.
pub(crate) fn is_recipe(path: &str) -> bool {
    let is_below = |directory: &str| path.contains(directory);
    path.rsplit('.').next() == Some("rb")
        && is_below("cookbooks/")
        && (is_below("recipes/") || is_below("resources/"))
}

/// Build files that a shell reads.
const SHELL: &[&str] = &["pkgbuild", "apkbuild", ".envrc"];

/// The language of a build file that is a program.
pub(crate) fn program(name: &str) -> Option<&'static Dialect> {
    let lower = name.to_ascii_lowercase();
    let ending = PROGRAMS.iter().find(|(known, _)| *known == lower).map(|(_, ending)| *ending);
    // A build file of Gradle is read by the tool that is named like it, whoever starts that.
    let ending = ending.or_else(|| lower.ends_with(".gradle").then_some("groovy"));
    let ending = ending.or_else(|| lower.ends_with(".gradle.kts").then_some("kts"));
    ending.and_then(Dialect::of_ending)
}

/// The names under which make looks for its file.
pub(crate) fn is_makefile(name: &str) -> bool {
    matches!(name, "Makefile" | "makefile" | "GNUmakefile" | "BSDmakefile")
}

/// A shell reads the file.
pub(crate) fn is_of_shell(name: &str) -> bool {
    SHELL.contains(&name.to_ascii_lowercase().as_str())
}

/// The reader of a build file whose first line names the program that reads it.
pub(crate) fn of_interpreter(name: &str) -> Option<Reader> {
    match name {
        "make" | "gmake" => Some(make::make),
        "just" => Some(make::just),
        _ => autostart::of_interpreter(name),
    }
}

/// Where package managers take packages from: rules on these read what a Dockerfile writes to them for themselves.
const PACKAGE_SOURCES: &[&str] = &["sources.list", ".npmrc", "pip.conf", "pip.ini"];

/// The reader of a file that the Dockerfile itself writes.
pub(crate) fn written_reader(path: &str, run: &NamesRun) -> Option<Reader> {
    let name = path.rsplit('/').next().unwrap_or(path);
    reader(path, run).filter(|_| !PACKAGE_SOURCES.contains(&name))
}

/// Programs that read files called `BUILD`.
const STARLARK: &[&str] = &["bazel", "bazelisk", "buck", "buck2", "pants", "please", "plz"];

/// Nothing runs the tool that the file is for.
fn lacks_tool(path: &str, lower: &str, run: &NamesRun) -> bool {
    let ending = lower.rsplit_once('.').map_or("", |(_, ending)| ending);
    let is_quoted = lower.starts_with("configure.") || !matches!(ending, "ac" | "in");
    let is_workflow = path.contains(".github/workflows/");
    if is_workflow {
        return !run.has("act");
    }
    is_quoted
        && !is_of_hashicorp(path)
        && (tools::QUOTED.contains(&lower) || tools::QUOTED.contains(&ending))
        && tools(path).is_some_and(|tools| !tools.iter().any(|tool| run.has(tool)))
}

/// The reader of whatever file this tool is given.
fn of_tool(tool: &str) -> Option<Reader> {
    match tool {
        "make" | "gmake" => Some(make::make),
        "just" => Some(make::just),
        "task" => Some(tasks::yaml_commands),
        "foreman" | "honcho" | "goreman" | "overmind" | "hivemind" | "forego" => {
            Some(plain::procfile)
        }
        "ant" => Some(xml::xml),
        _ => None,
    }
}

/// The reader of a file that a tool is given by an option, whatever its ending says: `make -f x.py`.
pub(crate) fn given_by_option(name: &str, run: &NamesRun) -> Option<Reader> {
    run.tool_of(name).filter(|_| run.is_given_by_option(name)).and_then(of_tool)
}

/// The reader of the commands in a file at this path; `run` tells what commands are given as their configuration.
pub(crate) fn reader(path: &str, run: &NamesRun) -> Option<Reader> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let lower = name.to_ascii_lowercase();
    let by_tool = run.tool_of(name).and_then(of_tool).or_else(|| match run.tool_of(name) {
        Some("ansible-playbook" | "ansible") => Some(tasks::yaml_commands as Reader),
        Some("pip" | "pip3" | "uv" | "pipx" | "python" | "python3")
            if run.installer_of(name).is_some() || is_text(&lower) =>
        {
            Some(plain::requirements_txt as Reader)
        }
        Some(
            "docker" | "docker-compose" | "podman" | "podman-compose" | "nerdctl" | "kubectl"
            | "oc",
        ) if matches!(lower.rsplit('.').next(), Some("yml" | "yaml")) => {
            Some(tasks::containers as Reader)
        }
        Some("sqlite3" | "psql" | "mysql" | "mariadb") => autostart::reader("root/.psqlrc"),
        Some("packer") => Some(quoted::hcl as Reader),
        Some("nextflow" | "snakemake") => Some(quoted::workflow as Reader),
        Some("supercronic") => autostart::reader("var/spool/cron/crontabs/app"),
        Some("circusd") => autostart::reader("etc/circus.ini"),
        Some("uwsgi") if lower.rsplit('.').next() == Some("ini") => {
            autostart::reader("etc/uwsgi.ini")
        }
        _ => run.is_response(name).then_some(plain::response_file as Reader),
    });
    let by_tool = by_tool.or_else(|| {
        // the name is a word that others use, too
        let is_bazels = || STARLARK.iter().any(|it| run.has(it));
        (lower == "build" && is_bazels()).then_some(quoted::starlark as Reader)
    });
    by_tool
        .or_else(|| is_plan(path, &lower, run).then_some(tasks::plan as Reader))
        .or_else(|| is_applied(path, &lower, run).then_some(tasks::containers as Reader))
        .or_else(|| by_name(path, &lower).filter(|_| !lacks_tool(path, &lower, run)))
        .or_else(|| run.is_list_of_urls(name).then_some(plain::urls as Reader))
}

/// A plan of Bolt.
fn is_plan(path: &str, lower: &str, run: &NamesRun) -> bool {
    lower.ends_with(".yaml") && path.contains("plans/") && run.has("bolt")
}

/// One of the files of a directory that a cluster is given: `kubectl apply -k DIR`, `helm install x DIR`.
fn is_applied(path: &str, lower: &str, run: &NamesRun) -> bool {
    let is_document = || matches!(lower.rsplit('.').next(), Some("yml" | "yaml"));
    run.applies_directories() && is_document() && !is_tasks(path, lower)
}

fn is_text(lower: &str) -> bool {
    let ending = lower.rsplit_once('.').map_or("", |(_, ending)| ending);
    matches!(ending, "" | "txt" | "in" | "pip" | "lock" | "req" | "reqs")
}

fn by_name(path: &str, lower: &str) -> Option<Reader> {
    let reader: Reader = match lower {
        "package.json" => tasks::package_json,
        "composer.json" => tasks::composer_json,
        "deno.json" | "deno.jsonc" => tasks::tasks_json,
        "ecosystem.json" | "pm2.json" | "process.json" | "nodemon.json" => tasks::process_json,
        "makefile" | "gnumakefile" | "bsdmakefile" | "kbuild" => make::make,
        "justfile" | ".justfile" => make::just,
        "cmakelists.txt" | "cmakepresets.json" => cmake::cmake,
        "build.bazel" | "buck" | "workspace" | "workspace.bazel" | "module.bazel" => {
            quoted::starlark
        }
        "configure.ac" | "configure.in" => m4::m4,
        "snakefile" => quoted::workflow,
        ".pre-commit-config.yaml" => tasks::pre_commit,
        "procfile" | "procfile.dev" => plain::procfile,
        "tox.ini" | "setup.cfg" | "pyproject.toml" | "pipfile" | "cargo.toml" | "makefile.toml"
        | "pixi.toml" | "mise.toml" | ".mise.toml" | "wrangler.toml" | ".air.toml" | "air.toml" => {
            tasks::ini_commands
        }
        "config.toml" => config_toml,
        "sources.list" => plain::apt_sources,
        ".npmrc" => plain::npmrc,
        "pip.conf" | "pip.ini" => plain::pip_conf,
        "pom.xml" | "build.xml" => xml::xml,
        "binding.gyp" => plain::gyp,
        "config" if path.ends_with(".git/config") => plain::git_config,
        "config" if path.ends_with(".config/git/config") => plain::git_config,
        ".gitconfig" | "gitconfig" => plain::git_config,
        "earthfile" => provision::earthfile,
        "dub.json" => tasks::dub_json,
        "devbox.json" => tasks::devbox,
        "kernel.json" if path.contains("kernels/") => tasks::kernel,
        "moon.yml" | "moon.yaml" | ".goreleaser.yaml" | ".goreleaser.yml" | "goreleaser.yaml"
        | "goreleaser.yml" => tasks::yaml_commands,
        ".gitlab-ci.yml" | ".drone.yml" | ".woodpecker.yml" | "lefthook.yml" | "lefthook.yaml"
        | ".lefthook.yml" => tasks::yaml_commands,
        _ => return by_pattern(path, lower),
    };
    Some(reader)
}

/// A name that Cargo, the runners of GitLab and others have given to their settings.
fn config_toml(content: &Text) -> Text {
    if content.contains("[[runners]]") {
        quoted::runners(content)
    } else {
        tasks::ini_commands(content)
    }
}

fn by_pattern(path: &str, lower: &str) -> Option<Reader> {
    let (stem, ending) = lower.rsplit_once('.').unwrap_or((lower, ""));
    match ending {
        "mk" | "mak" | "make" | "am" => Some(make::make),
        "bzl" | "bazel" => Some(quoted::starlark),
        "m4" => Some(m4::m4),
        "ninja" => Some(quoted::ninja),
        "smk" | "nf" => Some(quoted::workflow),
        "tf" | "hcl" | "nomad" => Some(quoted::hcl),
        "json" if lower.ends_with(".pkr.json") => Some(quoted::hcl),
        "bats" => Some(plain::bats),
        "robot" => Some(robot::robot),
        "just" => Some(make::just),
        "cmake" => Some(cmake::cmake),
        "spec" => Some(plain::rpm_spec),
        "tex" | "ltx" | "sty" | "cls" | "dtx" => Some(texts::tex),
        "rmd" | "qmd" | "rnw" | "rtex" | "rhtml" | "org" => Some(texts::chunks),
        "sls" => Some(salt::salt),
        "ipynb" => Some(notebook::notebook),
        "bb" | "bbappend" | "ebuild" => Some(quoted::recipe),
        // Stata has such files, too: `TOOLS` asks for redo
        "do" => Some(Text::clone),
        "def" => Some(provision::apptainer),
        "container" if path.contains("containers/systemd/") => Some(provision::quadlet),
        "json" if is_of_hashicorp(path) => Some(quoted::hcl),
        "yml" | "yaml" if path.contains("server/manifests/") => Some(tasks::containers),
        "json" if path.ends_with(".vscode/tasks.json") => Some(tasks::editor_tasks),
        "yml" | "yaml" if path.contains(".github/workflows/") => Some(tasks::yaml_commands),
        "csproj" | "fsproj" | "vbproj" | "vcxproj" | "targets" | "props" => Some(xml::xml),
        "yml" | "yaml" if is_tasks(path, stem) => Some(tasks::yaml_commands),
        "txt" | "in" if stem.contains("requirements") || stem.starts_with("constraints") => {
            Some(plain::requirements_txt)
        }
        "txt" | "in" if path.contains("requirements/") => Some(plain::requirements_txt),
        _ => None,
    }
}

/// Settings of servers that start programs, by where they lie.
fn is_of_hashicorp(path: &str) -> bool {
    ["consul/config/", "consul.d/", "nomad.d/"].iter().any(|part| path.contains(part))
}

/// Files of task runners and playbooks.
fn is_tasks(path: &str, stem: &str) -> bool {
    let names = [
        "taskfile",
        "dvc",
        "process-compose",
        "ecosystem",
        "pm2",
        "process",
        "mprocs",
        "conda-build",
    ];
    names.iter().any(|name| stem.starts_with(name))
        || stem.contains("playbook")
        || path.contains("roles/") && path.contains("/tasks/")
        || path.contains("pebble/") && path.contains("layers/")
        || path.contains("/handlers/")
}

/// What a reader makes of a text.
#[cfg(test)]
fn read(reader: Reader, text: &str) -> String {
    use crate::source::{FileId, Span};
    let content = Text::verbatim(text, Span::new(FileId(0), 0, text.len()));
    reader(&content).to_string()
}
