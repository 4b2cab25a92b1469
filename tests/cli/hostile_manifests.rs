//! Manifests, Compose and Bake files made to make a linter slow, big or fall over, through the whole program.

use std::time::{Duration, Instant};

use crate::project::Project;

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - name: a\n      image: alpine:3.20\n";
const SERVICE: &str = "services:\n  web:\n    image: alpine:3.20\n";

/// What one file may take, in MiB.
const MOST_MEMORY: u64 = 300;

/// An unoptimised build takes smaller ones of the same kind, which meet the same bounds.
const SCALE: usize = if cfg!(debug_assertions) { 3 } else { 1 };

/// Lints each file in a process of its own: the exit code, and one finding that says this and where, or none.
fn each_ends(cases: &[(&str, Vec<u8>, i32, &str)]) {
    for (name, bytes, code, said) in cases {
        let project = Project::new();
        project.write(name, bytes);
        let (run, memory, seconds) =
            project.run_measured(&["lint", "--quiet", "--format", "short", name]);
        let shown = run.out.get(..600).unwrap_or(&run.out);
        assert!(memory < MOST_MEMORY, "{name} takes {memory} MiB");
        // Generous for an unoptimised build; anything quadratic takes minutes.
        assert!(seconds < 40, "{name} took {seconds} s of processors");
        assert_eq!(run.code, *code, "{name}: {shown} {}", run.err);
        let wanted = usize::from(!said.is_empty());
        assert_eq!(run.out.lines().count(), wanted, "{name}: {shown}");
        assert!(run.out.contains(said), "{name}: {shown}");
    }
}

fn target(args: &str) -> Vec<u8> {
    format!("target \"a\" {{\n  args = {{ X = {args} }}\n}}\n").into_bytes()
}

/// Lists of lists, each with nine times the one before.
fn bomb(prefix: &str) -> String {
    let list = |n: usize| {
        let before = n.checked_sub(1).map_or("x".to_owned(), |before| format!("*a{before}"));
        format!("{prefix}{n}: &a{n} [{}]\n", vec![before; 9].join(", "))
    };
    (0..12).map(list).collect()
}

#[test]
fn aliases_that_explode_cost_what_their_text_costs() {
    let merged: String = (1..12).fold("x-0: &m0 {a: 1}\n".to_owned(), |text, n| {
        let before = n - 1;
        text + &format!("x-{n}: &m{n} {{<<: *m{before}, k{n}: *m{before}, l{n}: *m{before}}}\n")
    });
    each_ends(&[
        ("pod.yaml", format!("{}{POD}      command: *a11\n", bomb("a")).into(), 0, ""),
        (
            "compose.yaml",
            format!("{}{SERVICE}    command: *a11\n    environment: *a11\n", bomb("x-")).into(),
            0,
            "",
        ),
        ("merged.yaml", format!("{merged}{SERVICE}    environment: *m11\n").into(), 0, ""),
        (
            "ring.yaml",
            format!("{SERVICE}    command: &a [*a]\n").into(),
            1,
            "ring.yaml:4:18: STOP[syntax-error] an alias stands for what it is a part of",
        ),
    ]);
}

#[test]
fn what_is_nested_too_deep_is_one_error() {
    let said =
        |place: &str| format!("{place}: STOP[syntax-error] this is no YAML: recursion limit");
    let hcl = |place: &str| format!("{place}: STOP[syntax-error] this is no HCL: invalid nesting");
    let (open, close) = ("[".repeat(100_000), "]".repeat(100_000));
    let parens = format!("{}1{}", "(".repeat(100_000), ")".repeat(100_000));
    each_ends(&[
        (
            "a.yaml",
            format!("{SERVICE}    command: {open}{close}\n").into(),
            1,
            &said("a.yaml:4:214"),
        ),
        (
            "b.yaml",
            format!("{SERVICE}x-a: {}\n", "{a: ".repeat(100_000)).into(),
            1,
            &said("b.yaml:4:806"),
        ),
        (
            "c.yaml",
            format!("{SERVICE}x-a:\n  {}\n", "- ".repeat(100_000)).into(),
            1,
            &said("c.yaml:5:401"),
        ),
        (
            "d.json",
            format!("{{\"target\": {{\"a\": {{\"dockerfile\": {open}{close}}}}}}}").into(),
            1,
            "d.json:1:",
        ),
        ("e.hcl", target(&parens), 1, &hcl("e.hcl:2:79")),
        ("f.hcl", target(&open), 1, &hcl("f.hcl:2:79")),
        (
            "g.hcl",
            target(&"1+".repeat(100_000)),
            1,
            "g.hcl:2:273: STOP[syntax-error] this is no HCL: invalid binary operation",
        ),
    ]);
}

#[test]
fn large_files_are_read_to_their_end_or_refused() {
    let megabytes = |line: &str| line.repeat((10 << 20) / SCALE / line.len());
    let inline = format!(
        "services:\n  web:\n    build:\n      dockerfile_inline: |\n        FROM alpine\n{}",
        megabytes("        RUN true\n")
    );
    let map = format!(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\ndata:\n  run.sh: |\n{}",
        megabytes("    echo hello\n")
    );
    let flow = format!("services: {{web: {{image: a, command: [{}x]}}}}\n", megabytes("x, "));
    let pod = format!(
        "{{apiVersion: v1, kind: Pod, spec: {{containers: [{{image: a, args: [{}x]}}]}}}}\n",
        megabytes("x, ")
    );
    let heredoc = format!(
        "target \"a\" {{\n  dockerfile-inline = <<EOT\nFROM a\n{}EOT\n}}\n",
        megabytes("RUN true\n")
    );
    let documents = format!("{}{POD}", "a: 1\n---\n".repeat(100_000));
    let services = format!("{SERVICE}---\n").repeat(50_000 / SCALE);
    let lines = format!("{}target \"a\" {{\n}}\n", "FROM a\n".repeat((13 << 20) / SCALE / 7));
    let behind = format!("target \"a\" {{\n}}\n{}", "RUN true\n".repeat((13 << 20) / SCALE / 9));
    each_ends(&[
        ("lines.hcl", lines.into(), 1, "STOP[syntax-error] the file is larger than is read"),
        ("behind.hcl", behind.into(), 1, "STOP[syntax-error] the file is larger than is read"),
        ("documents.yaml", documents.into(), 0, ""),
        ("services.yaml", services.into(), 0, ""),
        (
            "inline.yaml",
            inline.into(),
            1,
            "STOP[syntax-error] the Dockerfile that stands here is larger than is read",
        ),
        ("heredoc.hcl", heredoc.into(), 1, " is larger than is read"),
        ("map.yaml", map.into(), 0, "WARN[unfinished-reading] a file that stands here is larger"),
        ("flow.yaml", flow.into(), 1, "STOP[syntax-error] the file has more values than are read"),
        ("pod.yaml", pod.into(), 1, "STOP[syntax-error] the file has more values than are read"),
        (
            "words.yaml",
            format!("{SERVICE}    command: {}\n", megabytes("a ")).into(),
            0,
            "WARN[unfinished-reading] variables or commands become longer",
        ),
        (
            "keys.hcl",
            format!("target \"a\" {{\n  args = {{\n{}  }}\n}}\n", "    a = 1\n".repeat(200_000))
                .into(),
            1,
            "STOP[syntax-error] the file has more attributes than are read",
        ),
    ]);
}

#[test]
fn what_is_not_plain_utf_8_is_said_and_not_passed_over() {
    let utf_16 = |text: &str, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        format!("\u{feff}{text}").encode_utf16().flat_map(bytes).collect()
    };
    let miner = "services: {web: {image: metal3d/xmrig}}\n";
    each_ends(&[
        ("a.yaml", utf_16(SERVICE, u16::to_le_bytes), 0, ""),
        ("i.yaml", utf_16(miner, u16::to_le_bytes), 1, "i.yaml:1:25: STOP[denied-image]"),
        (
            "b.yaml",
            utf_16(&POD.replace("alpine:3.20", "metal3d/xmrig"), u16::to_be_bytes),
            1,
            "b.yaml:7:14: STOP[denied-image]",
        ),
        ("c.yaml", format!("\u{feff}{miner}").into(), 1, "STOP[denied-image]"),
        (
            "d.yaml",
            [SERVICE.as_bytes(), b"    command: \"\xff\xfe\"\n"].concat(),
            1,
            "d.yaml:4:15: STOP[syntax-error] the file is not UTF-8",
        ),
        (
            "e.yaml",
            format!("{SERVICE}    command: \"a\0b\"\n").into(),
            1,
            "e.yaml:4:16: STOP[syntax-error] this is no YAML: unexpected character",
        ),
        (
            "f.yaml",
            format!("{SERVICE}    image: b:1\n").into(),
            1,
            "f.yaml:4:5: STOP[syntax-error] the key `image` stands twice",
        ),
        (
            "g.yaml",
            format!("{SERVICE}    environment:\n{}", "      A: 1\n      A: 2\n".repeat(20_000))
                .into(),
            1,
            "g.yaml:6:7: STOP[syntax-error] the key `A` stands twice",
        ),
        (
            "h.yaml",
            format!("{SERVICE}    user: !!python/object:os.system \"id\"\n    x: !own y\n").into(),
            0,
            "",
        ),
    ]);
    let project = Project::new();
    project.write("deep/compose.yaml", utf_16(miner, u16::to_le_bytes));
    assert_eq!(project.run(&["lint", "."]).code, 1, "a search finds it, too");
}

#[test]
fn what_refers_to_itself_or_grows_ends() {
    let spent = "WARN[unfinished-reading] the file asks for more builds, or for more values";
    let doubled: String = (1..100).fold("A0 = \"x\"\n".to_owned(), |text, n| {
        let before = n - 1;
        text + &format!("A{n} = \"${{A{before}}}${{A{before}}}\"\n")
    });
    let functions: String =
        (1..60).fold("function \"f0\" {\n params = [x]\n result = x\n}\n".to_owned(), |text, n| {
            let before = n - 1;
            text + &format!("function \"f{n}\" {{\n params = [x]\n result = \"${{f{before}(x)}}${{f{before}(x)}}\"\n}}\n")
        });
    let chain: String = (1..9_000)
        .fold("A0 = \"x\"\n".to_owned(), |text, n| text + &format!("A{n} = A{}\n", n - 1));
    let loops =
        "join(\"\", [for a in L : join(\"\", [for b in L : join(\"\", [for c in L : \"x\"])])])";
    let empty = "\"%{for a in L}%{for b in L}%{for c in L}%{endfor}%{endfor}%{endfor}\"";
    let axis = format!("[{}]", vec!["\"a\""; 100].join(", "));
    let axes: String =
        (0..20).fold(String::new(), |text, n| text + &format!("    a{n} = {axis}\n"));
    let with = |before: &str, args: &str| [before.as_bytes(), &target(args)].concat();
    let services: String = (0..20_000).fold("services:\n".to_owned(), |text, n| {
        text + &format!("  s{n}: {{image: a, extends: s{}}}\n", n + 1)
    });
    each_ends(&[
        ("a.hcl", with(&doubled, "A99"), 0, spent),
        ("b.hcl", with(&functions, "f59(\"ab\")"), 0, spent),
        ("c.hcl", with(&chain, "A8999"), 0, spent),
        ("d.hcl", with("L = range(1000)\n", loops), 0, spent),
        ("e.hcl", with("L = range(1000)\n", empty), 0, spent),
        (
            "f.hcl",
            format!("target \"a\" {{\n  name = \"a\"\n  matrix = {{\n{axes}  }}\n  dockerfile-inline = \"FROM a\"\n}}\n").into(),
            0,
            spent,
        ),
        (
            "g.hcl",
            with("A = B\nB = A\n", "A"),
            1,
            "STOP[syntax-error] it needs itself to be worked out",
        ),
        (
            "h.yaml",
            format!("{SERVICE}    command: \"{}x{}\"\n", "${A:-".repeat(100_000), "}".repeat(100_000)).into(),
            0,
            "WARN[unfinished-reading] variables or commands become longer",
        ),
        (
            "i.yaml",
            "services:\n  a: {extends: b, image: a}\n  b: {extends: a, image: a}\n".into(),
            1,
            "STOP[syntax-error] services extend one another in a ring, or too deep",
        ),
    ]);
    let project = Project::new();
    project.write("many.yaml", services);
    let started = Instant::now();
    let run = project.run(&["lint", "--quiet", "--format", "short", "many.yaml"]);
    assert!(started.elapsed() < Duration::from_secs(40), "many services");
    assert_eq!(run.out.lines().count(), 2, "{}", run.out.get(..600).unwrap_or(&run.out));
}
