//! What targets come to. The wanted values are those of `docker buildx bake --print`, version 0.29.

use super::read;
use crate::facts::{ContextFiles, NoContext};
use crate::orchestration::build::{Build, Instructions};
use crate::orchestration::reading::Reading;
use crate::orchestration::surroundings::Surroundings;
use crate::source::{FileId, Sources};

/// Nothing lies beside the file.
struct Nothing;

impl Surroundings for Nothing {
    fn read(&self, _: &str) -> Option<Vec<u8>> {
        None
    }
    fn is_there(&self, _: &str) -> bool {
        false
    }
    fn shown(&self, path: &str) -> String {
        path.to_owned()
    }
    fn context<'c>(&'c self, _: &str, _: &str) -> Box<dyn ContextFiles + 'c> {
        Box::new(NoContext)
    }
    fn below_root(&self) -> String {
        String::new()
    }

    fn checkout<'c>(&'c self) -> Box<dyn ContextFiles + 'c> {
        Box::new(NoContext)
    }

    fn mounts<'c>(&'c self) -> Box<dyn ContextFiles + 'c> {
        Box::new(NoContext)
    }
}

fn bake(text: &str) -> Reading {
    let mut sources = Sources::default();
    sources.add("bake.hcl", text.as_bytes().to_vec());
    read(FileId(0), &Nothing, &mut sources)
}

/// A build on one line: its Dockerfile, context, target and arguments.
fn told(build: &Build) -> String {
    let dockerfile = match &build.instructions {
        Instructions::Inline(text) => text.as_str().to_owned(),
        Instructions::File(path) => format!("<{path}>"),
    };
    let args = build.options.build_args.iter().map(|(name, value)| format!(" {name}={}", &**value));
    let target = build.options.target.as_deref().unwrap_or("-");
    let context = build.context.as_deref().unwrap_or("elsewhere");
    format!("{dockerfile}|{context}|{target}|{}", args.collect::<String>())
}

fn builds(text: &str) -> Vec<String> {
    let bake = bake(text);
    assert!(bake.unreadable.is_empty(), "{:?}", bake.unreadable);
    bake.builds.iter().map(told).collect()
}

#[test]
fn variables_functions_and_templates_are_worked_out() {
    let text = r#"
variable "A" { default = "x" }
variable "E" { default = "" }
B = "b-${A}"
target "t" {
  dockerfile-inline = <<EOT
FROM ${A}
RUN echo $X $${Y}
EOT
  args = {
    P = upper(A), Q = "a-${B}", R = equal(A, "x") ? "e" : "n"
    S = A == "x" ? "yes" : "no", T = E != "" ? E : "none", U = join(",", ["a", A])
    V = try(["p", "q"][1], "z"), W = replace("a.b", ".", "-"), N = 3
  }
}
"#;
    let wanted = "FROM x\nRUN echo $X ${Y}\n|.|-| N=3 P=X Q=a-b-x R=e S=yes T=none U=a,x V=q W=a-b";
    assert_eq!(builds(text), [wanted]);
}

#[test]
fn targets_inherit_and_the_last_parent_counts() {
    let text = r#"
target "a" {
  context = "a"
  target = "one"
  args = { X = "a", Y = "a" }
}
target "b" {
  inherits = ["a"]
  dockerfile = "b.Dockerfile"
  args = { X = "b" }
}
target "c" {
  args = { Y = "c" }
  target = "three"
}
target "d" {
  inherits = ["b", "c"]
}
"#;
    let wanted = [
        "<a/Dockerfile>|a|one| X=a Y=a",
        "<a/b.Dockerfile>|a|one| X=b Y=a",
        "<Dockerfile>|.|three| Y=c",
        "<a/b.Dockerfile>|a|three| X=b Y=c",
    ];
    assert_eq!(builds(text), wanted);
}

#[test]
fn a_matrix_is_a_build_for_each_combination() {
    let text = r#"
target "m" {
  name = "m-${v.n}-${w}"
  matrix = {
    v = [{ n = "a", img = "alpine" }, { n = "b", img = "busybox" }]
    w = ["1", "2"]
  }
  dockerfile-inline = "FROM ${v.img}:${w}"
}
"#;
    let wanted = ["alpine:1", "alpine:2", "busybox:1", "busybox:2"];
    assert_eq!(builds(text), wanted.map(|name| format!("FROM {name}|.|-|")));
}

#[test]
fn json_is_the_same_language() {
    let text = r#"{"variable": {"A": {"default": "x"}}, "target": {"t": {"context": "https://example.invalid/a.git",
        "dockerfile-inline": "FROM ${A}\nRUN \"y\"", "args": {"P": "${upper(A)}"}}}}"#;
    assert_eq!(builds(text), ["FROM x\nRUN \"y\"|elsewhere|-| P=X"]);
}

#[test]
fn what_is_not_worked_out_ends() {
    let doubling: String =
        (1..60).fold("variable \"A0\" { default = \"x\" }\n".to_owned(), |text, n| {
            let before = n - 1;
            text + &format!("variable \"A{n}\" {{ default = \"${{A{before}}}${{A{before}}}\" }}\n")
        });
    let text = format!("{doubling}target \"t\" {{\n  args = {{ X = A59 }}\n}}\n");
    assert!(!bake(&text).unfinished.is_empty());
    for ring in [
        "A = B\nB = A\ntarget \"t\" {\n  args = { X = A }\n  inherits = [\"t\"]\n}\n",
        "function \"f\" {\n  params = [x]\n  result = g(x)\n}\nfunction \"g\" {\n  params = [x]\n  result = f(x)\n}\ntarget \"t\" {\n  args = { X = f(1) }\n}\n",
    ] {
        assert_eq!(bake(ring).unreadable.len(), 1, "{ring}");
    }
    let chain: String = (1..9_000)
        .fold("A0 = \"x\"\n".to_owned(), |text, n| text + &format!("A{n} = A{}\n", n - 1));
    let found = bake(&format!("{chain}target \"t\" {{\n  args = {{ X = A8999 }}\n}}\n"));
    assert_eq!(found.unfinished.len(), 1);
    let many = "[\"1\", \"2\", \"3\", \"4\", \"5\", \"6\", \"7\", \"8\", \"9\"]";
    let axes: String = (0..9).fold(String::new(), |text, n| text + &format!("    a{n} = {many}\n"));
    let text = format!(
        "target \"t\" {{\n  matrix = {{\n{axes}  }}\n  dockerfile-inline = \"FROM a\"\n}}\n"
    );
    assert_eq!(bake(&text).builds.len(), 128);
    for broken in [
        format!("target \"t\" {{\n x = {}\n}}\n", "[".repeat(100_000)),
        "target \"t\" {".to_owned(),
    ] {
        let found = bake(&broken);
        assert_eq!(found.unreadable.len(), 1);
        assert!(found.unreadable[0].message.starts_with("this is no HCL"));
    }
}
