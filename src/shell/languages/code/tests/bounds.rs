//! Each bound of the readers of programs: what is just within it is worked out, what is just beyond it is told.

use std::ops::Range;

use super::said;
use crate::shell::languages::code::bodies::{LONGEST_BODY, MOST_PENDING};
use crate::shell::languages::code::cursor::{MAX_DEPTH, MAX_NESTED};
use crate::shell::languages::code::definitions::MOST_ENTRIES;
use crate::shell::languages::code::loops::{MOST_ROUNDS, MOST_TOKENS};
use crate::shell::languages::code::state::MOST;
use crate::shell::languages::code::value::MOST_PARTS;
use crate::shell::languages::code::{foreign, includes};
use crate::shell::tests::support::{posix, source};
use crate::source::Span;

/// What a program starts that something runs, and whether a bound is told.
fn started(text: &str, ending: &str) -> (Vec<String>, bool) {
    let mut said = said(text, ending);
    said.is_started(Span::default());
    let words = said.started.iter().flat_map(|it| &it.words).map(|word| word.to_string());
    (words.collect(), said.unfinished.is_some())
}

/// What a line makes of each number, one behind the other.
fn repeated(numbers: Range<usize>, line: impl Fn(usize) -> String) -> String {
    numbers.map(line).collect::<Vec<_>>().concat()
}

#[track_caller]
fn is_worked_out(text: &str, ending: &str, word: &str) {
    let (words, is_told) = started(text, ending);
    assert!(words.iter().any(|it| it == word) && !is_told, "{is_told} {:?}", words.last());
}

#[track_caller]
fn is_told(text: &str, ending: &str, word: &str) {
    let (words, is_told) = started(text, ending);
    assert!(words.iter().all(|it| it != word) && is_told, "{is_told} {:?}", words.last());
}

#[test]
fn loops_over_constants() {
    let body = |lines: usize| "    y = 'a' + 'b'\n".repeat(lines);
    let text = |rounds: usize, body: &str| {
        let items = "97,".repeat(rounds);
        format!("x = ''\nfor c in [{items}]:\n{body}    x += chr(c)\nos.system(x)\n")
    };
    let long = body(MOST_TOKENS / MOST_ROUNDS / 6);
    is_worked_out(&text(MOST_ROUNDS, &long), "py", &"a".repeat(MOST_ROUNDS));
    is_told(&text(MOST_ROUNDS + 1, &long), "py", &"a".repeat(MOST_ROUNDS + 1));
    // a decoder is short, and may take longer
    is_worked_out(&text(4 * MOST_ROUNDS, ""), "py", &"a".repeat(4 * MOST_ROUNDS));
    is_told(&text(MOST_TOKENS, ""), "py", &"a".repeat(MOST_TOKENS));
}

#[test]
fn data_is_not_told() {
    let items = "'a',".repeat(100_000);
    let uses = "for y in x:\n    z = z + y\nos.system('ls')\n";
    is_worked_out(&format!("x = [{items}]\n{uses}"), "py", "ls");
    let entries = repeated(0..20_000, |at| format!("'a{at}': 'b',"));
    is_worked_out(&format!("x = {{{entries}}}\nos.system('ls')\n"), "py", "ls");
    // in what nothing runs nothing is
    let text = format!("for y in [{items}]:\n    z = z + y\nos.system(z)\n");
    assert!(said(&text, "py").unfinished.is_none());
}

#[test]
fn loops_as_long_as_something_is_left() {
    let text = |count: usize| {
        let all = "a".repeat(count);
        format!("x = '{all}'\ny = ''\nwhile x:\n    y = y + x[0]\n    x = x[1:]\nos.system(y)\n")
    };
    is_worked_out(&text(MOST_ROUNDS), "py", &"a".repeat(MOST_ROUNDS));
    is_told(&text(MOST_ROUNDS + 1), "py", &"a".repeat(MOST_ROUNDS + 1));
}

#[test]
fn bodies_that_are_gone_through_again() {
    let python = |lines: usize| {
        format!("def f(x):\n{}    os.system(x)\nf('ls')\n", "    y = 1\n".repeat(lines))
    };
    let ruby = |lines: usize| {
        format!("def f(x)\n{}  system(x)\nend\nf('ls')\n", "  y = 1\n".repeat(lines))
    };
    let script = |lines: usize| {
        format!("function f(x) {{\n{} exec(x) }}\nf('ls')\n", "y = 1\n".repeat(lines))
    };
    let within = LONGEST_BODY / 4 - 8;
    for (text, ending) in
        [(&python as &dyn Fn(usize) -> String, "py"), (&ruby, "rb"), (&script, "js")]
    {
        is_worked_out(&text(within), ending, "ls");
        is_told(&text(within + 16), ending, "ls");
    }
}

#[test]
fn calls_of_what_is_defined_further_down() {
    let text = |calls: usize| {
        format!("{}f('ls')\ndef f(x):\n    os.system(x)\n", "g('a')\n".repeat(calls))
    };
    is_worked_out(&text(MOST_PENDING - 1), "py", "ls");
    is_told(&text(MOST_PENDING), "py", "ls");
}

#[test]
fn functions_that_call_each_other() {
    let text = |depth: usize| {
        let call = |at: usize| format!("def f{}(x):\n    os.system(x)\n    f{at}(x)\n", at + 1);
        let calls = repeated(0..depth, call);
        format!("def f0(x):\n    os.system(x + 'r')\n{calls}f{depth}('x')\n")
    };
    is_worked_out(&text(MAX_DEPTH / 4 - 4), "py", "xr");
    is_told(&text(MAX_DEPTH / 4 + 4), "py", "xr");
}

#[test]
fn entries_of_tables() {
    let text = |count: usize| {
        let entries = repeated(0..count, |at| format!("'k{at}': 'a{at}',"));
        format!("x = {{{entries}}}\nos.system(x['k{}'])\n", count - 1)
    };
    is_worked_out(&text(MOST_ENTRIES), "py", &format!("a{}", MOST_ENTRIES - 1));
    is_told(&text(MOST_ENTRIES + 1), "py", &format!("a{MOST_ENTRIES}"));
}

#[test]
fn parts_of_texts() {
    let text =
        |count: usize| format!("x = '{}ls'.split(',')\nos.system(x[-1])\n", "a,".repeat(count - 1));
    is_worked_out(&text(MOST_PARTS), "py", "ls");
    is_told(&text(MOST_PARTS + 1), "py", "ls");
}

#[test]
fn starts_addresses_and_files() {
    let starts = |count: usize| started(&"os.system('a')\n".repeat(count), "py");
    assert_eq!((starts(MOST).0.len(), starts(MOST).1), (MOST, false));
    assert_eq!((starts(MOST + 1).0.len(), starts(MOST + 1).1), (MOST, true));
    let fetches = |count: usize| started(&"urlopen('http://h')\n".repeat(count), "py").1;
    assert!(!fetches(MOST) && fetches(MOST + 1));
    let writes = |count: usize| started(&"File.write('/a', 'b')\n".repeat(count), "rb").1;
    assert!(!writes(MOST) && writes(MOST + 1));
}

#[test]
fn terms_in_terms() {
    let deep = |count: usize| said(&format!("{}'b'\n", "a = ".repeat(count)), "py").too_deep;
    assert!(!deep(MAX_NESTED - 1) && deep(MAX_NESTED));
}

#[test]
fn files_that_a_program_takes_in() {
    let told = |count: usize| {
        let files = repeated(0..count, |at| format!("echo a > /m{at}.py\n"));
        let imports = repeated(0..count, |at| format!("import m{at}\\n"));
        let script = posix(&format!("{files}printf '{imports}' > /a.py\npython3 /a.py\n"));
        script.unread.iter().any(|unread| unread.reason == includes::TOO_MANY)
    };
    assert!(!told(includes::MOST) && told(includes::MOST + 1));
    // what lies elsewhere is none of them
    let imports = "import os, sys\n".repeat(2_000);
    let script = posix(&format!(
        "cat > /a.py <<E\n{imports}import b\nE\necho 'os.system(\"ls\")' > /b.py\npython3 /a.py\n"
    ));
    assert!(script.commands.iter().any(|it| it.argv.first().is_some_and(|it| it.as_str() == "ls")));
}

#[test]
fn what_has_no_bound_is_read_to_its_end() {
    let many = "x = 'a'\n".repeat(5_000);
    assert!(said(&many, "py").strings.len() >= 5_000);
    let text = source(&"f('a b');\n".repeat(5_000));
    assert_eq!(foreign::texts(&text).len(), 5_000);
    assert_eq!(foreign::calls(&source(&"run('a b');\n".repeat(5_000))).len(), 5_000);
    let long = " ".repeat(1 << 17);
    is_worked_out(&format!("system(q({long}ls));"), "pl", &format!("{long}ls"));
    is_worked_out(
        &format!("system(<<E);\n{}ls\nE\n", "\n".repeat(1 << 17)),
        "pl",
        &format!("{}ls\n", "\n".repeat(1 << 17)),
    );
    is_worked_out(&format!("Command::new(r#\"{long}\"#).arg(\"ls\");"), "rs", "ls");
    is_worked_out(&format!("x = /{}`/; exec('ls'); y = /`/;", "a".repeat(1_000)), "js", "ls");
    let names: Vec<String> = (0..40).map(|at| format!("a{at}")).collect();
    let values: Vec<String> = (0..40).map(|at| format!("'v{at}'")).collect();
    let text = format!("{} = {}\nos.system(a39)\n", names.join(", "), values.join(", "));
    is_worked_out(&text, "py", "v39");
    let pushes = "x.append('a')\n".repeat(500);
    is_worked_out(&format!("x = []\n{pushes}os.system(''.join(x))\n"), "py", &"a".repeat(500));
}
