//! Hostile shell text: nesting, length, endless growth. Nothing may crash, or cost more than its length.

use std::time::{Duration, Instant};

use super::support::{Known, bash, names, posix, shown, source};
use crate::shell::{self, Command, Language, NoScope, Script};

/// An unoptimised build takes smaller ones of the same kind.
const SCALE: usize = if cfg!(debug_assertions) { 8 } else { 1 };

/// Reads in every language, on the stack of a worker thread, and gives the POSIX reading.
fn survives(text: &str) -> Script {
    let text = text.to_owned();
    let reader = std::thread::Builder::new().stack_size(2 << 20);
    let thread = reader.spawn(move || {
        let started = Instant::now();
        let script = posix(&text);
        let _ = bash(&text);
        let _ = shell::read(&source(&text), Language::PowerShell, &NoScope);
        let _ = shell::read(&source(&text), Language::Cmd, &NoScope);
        // Generous for an unoptimised build on a busy machine; anything quadratic takes minutes.
        assert!(started.elapsed() < Duration::from_mins(1), "too slow");
        script
    });
    thread.unwrap().join().unwrap()
}

fn nested(open: &str, inner: &str, close: &str, count: usize) -> String {
    format!("{}{inner}{}", open.repeat(count), close.repeat(count))
}

#[test]
fn deep_nesting_is_noted_and_what_follows_is_read() {
    for (open, close) in [
        ("echo $(", ")"),
        ("(", ")"),
        ("{ ", "; }"),
        ("if a; then ", "; fi"),
        ("while a; do ", "; done"),
        ("for x in a; do ", "; done"),
        ("case x in x) ", ";; esac"),
        ("echo \"$(", ")\""),
        ("echo ${x:-", "}"),
        ("echo $((", "))"),
        ("f() { ", "; }"),
        ("echo <(", ")"),
        ("[[ $(", ") ]]"),
        ("eval ", ""),
        ("sudo ", ""),
        ("((", "))"),
        ("x=(", ")"),
        ("echo @(", ")"),
        ("! ", ""),
        ("time ", ""),
        ("coproc ", ""),
        ("echo {", "}"),
        ("a {b,", "}"),
        ("cat <<E\n$(", "\nE\n)"),
    ] {
        let script = survives(&format!("{}\nlast", nested(open, "wget", close, 5_000 / SCALE)));
        let last = names(&script).iter().rev().take(3).any(|name| *name == "last");
        assert!(last, "`last` is lost after {open}: {:?}", shown(&script).last());
        let _ = survives(&nested(open, "wget", "", 20_000 / SCALE));
        let _ = survives(&nested("", "wget", close, 20_000 / SCALE));
    }
}

#[test]
fn every_level_of_plain_nesting_is_still_emitted() {
    let script = survives(&nested("(", "wget", ")", 5_000));
    assert_eq!(names(&script), ["wget"]);
    assert!(!script.unread.is_empty());
    let script = survives(&nested("if a; then ", "wget", "; fi", 3_000));
    assert!(names(&script).contains(&"wget"));
}

#[test]
fn long_lists_are_read_to_the_end() {
    assert_eq!(survives(&"a;".repeat(100_000)).commands.len(), 100_000);
    assert_eq!(survives(&"a|".repeat(20_000)).commands.len(), 20_000);
    assert_eq!(survives(&"a&&".repeat(50_000)).commands.len(), 50_000);
    let heredocs: Vec<String> = (0..3_000).map(|i| format!("cat <<E{i}\nx\nE{i}\n")).collect();
    assert_eq!(survives(&heredocs.concat()).commands.len(), 3_000);
    let heredocs = format!("cat {}\n{}", "<<E ".repeat(3_000), "x\nE\n".repeat(3_000));
    assert_eq!(survives(&heredocs).commands.len(), 1);
    let _ = survives(&"cat <<E\n".repeat(3_000));
    assert_eq!(survives(&"x=$x$x;".repeat(2_000)).commands.len(), 2_000);
}

#[test]
fn a_written_file_that_seems_to_run_itself_does_so_once() {
    let script = survives("echo \"$a;$b;$c;\" >> $file\n$program x\n");
    assert_eq!(script.commands.len(), 5, "{:?}", shown(&script));
    let script = survives("echo 'curl x; sh /f; /f' > /f\nsh /f\n");
    assert_eq!(names(&script).iter().filter(|name| **name == "curl").count(), 1);
}

#[test]
fn single_characters_by_the_hundred_thousand() {
    for piece in [
        "'",
        "\"",
        "`",
        "$",
        "\\",
        "(",
        ")",
        "{",
        "}",
        "[",
        "]",
        "<",
        ">",
        "&",
        "|",
        ";",
        "\n",
        "#",
        "=",
        "!",
        "$'",
        "$\"",
        "${",
        "$((",
        "((",
        "<<",
        "<<<",
        "<(",
        ";;",
        "%",
        "^",
        "@(",
        "x[",
        "x=(",
        "'\"",
        "\"'",
        "`$(",
        "$(`",
        "${x[",
        "${x/",
        "\r",
        "\0",
        "é",
        "\u{fffc}",
        "a ",
        "a=b ",
        "\\\n",
        "\"$(",
        "\"${x:-",
        "case x in ",
        "a() ",
        "1>",
        "{a,",
        "<<'",
        "''",
        "a\"\"",
    ] {
        let _ = survives(&piece.repeat(100_000 / SCALE / piece.len()));
        let _ = survives(&format!("echo {}", piece.repeat(30_000 / SCALE)));
    }
}

#[test]
fn growth_is_bounded() {
    let doubling = format!("a=xxxxxxxxxx; {} echo $a | sh", "a=$a$a$a;".repeat(64));
    let script = survives(&doubling);
    let size: usize = script.commands.iter().flat_map(|c| &c.argv).map(|word| word.len()).sum();
    assert!(size < 16 << 20, "{size}");
    assert!(!script.unread.is_empty());
    let loops = nested("for x in a b c d e f g h; do ", "echo $x", "; done", 12);
    assert!(survives(&loops).commands.len() < 20_000);
    let bomb = "f() { f; f; }; f; :(){ :|:& };:";
    assert!(survives(bomb).commands.len() < 20_000);
    let files =
        "echo aaaaaaaaaaaaaaaa > f; ".to_owned() + &"cat f f f f > g; cat g > f;".repeat(40);
    let size: usize = survives(&files).written.iter().map(|file| file.content.len()).sum();
    assert!(size < 16 << 20, "{size}");
    let _ = survives(&format!("x=a; {}", "echo ${x//a/aa}".repeat(100)));
    let _ = survives(&format!("echo {}", "{a,b}".repeat(500)));
    let _ = survives(&format!("echo {}", "{a..a}".repeat(5_000)));
    let _ = survives(&format!("sudo {}", "x ".repeat(50_000)));
    let _ = survives(&format!("x={}; y=${{x//[!b]*c?/}}; z=${{x%%*a*b}}", "ab".repeat(50_000)));
    let _ = survives(&"echo aaaaaaaaaaaaaaaaaaaa | tr a-z b-za | rev | sh;".repeat(2_000));
    let items = |number: usize| format!("a[k]=x{number};");
    for append in ["a+=(xxxx);".repeat(5_000), (0..5_000).map(items).collect()] {
        let script = bash(&append);
        let values = script.commands.iter().flat_map(|command| &command.assignments);
        let size: usize = values.map(|assignment| assignment.value.len()).sum();
        assert!(size < 16 << 20, "{size}");
        assert!(
            script.unread.iter().any(|it| it.gave_up),
            "{}",
            append.get(..10).unwrap_or_default()
        );
    }
    let branches = "if a; then x=$x.a; else x=$x.b; fi; echo $x;".repeat(500);
    let _ = survives(&branches);
}

#[test]
fn a_huge_line_costs_its_length() {
    let size = (10 << 20) / SCALE;
    for line in [
        "a".repeat(size),
        format!("echo '{}'", "a".repeat(size)),
        format!("echo \"{}\"", "a $x ".repeat(size / 16)),
        format!("echo {} | base64 -d | sh", "YWFh".repeat(size / 4)),
        "word ".repeat(size / 8),
    ] {
        let script = survives(&line);
        assert!(!script.commands.is_empty());
    }
}

#[test]
fn a_self_referring_scope_does_no_harm() {
    let known = Known::new(&[("A", "$A"), ("B", "${B}"), ("C", "eval $C")]);
    let script = shell::read(&source("eval $A; eval $C; $A"), Language::Bash, &known);
    assert!(script.commands.len() < 1_000);
}

/// The reasons for which reading ended before the text did.
fn limits(script: &Script) -> Vec<&'static str> {
    script.unread.iter().filter(|it| it.gave_up).map(|it| it.reason).collect()
}

#[test]
fn harmless_notes_do_not_push_out_that_a_limit_was_met() {
    let noise = ") ; ".repeat(1_000);
    let deep = nested("echo $(", "wget", ")", 200);
    let script = posix(&format!("{noise}\n{deep}"));
    assert_eq!(limits(&script).len(), 1);
    assert!(limits(&script)[0].starts_with("nested more than 64 deep"));
    assert!(script.unread.len() < 300, "{}", script.unread.len());
}

#[test]
fn a_text_of_very_many_words_is_read_to_the_end() {
    let script = posix(&format!("{}\nwget x", "$E ".repeat((1 << 19) + 10)));
    assert!(script.commands.iter().any(|it| it.argv.first().is_some_and(|p| p.as_str() == "wget")));
}

#[test]
fn what_stands_behind_a_spent_budget_is_read_and_short_values_are_folded() {
    let digits = "0 1 2 3 4 5 6 7 8 9";
    let rounds = format!(
        "for a in {digits}; do for b in {digits}; do for c in {digits}; do for d in {digits}; \
                          do for e in {digits}; do mkdir /$a$b$c$d$e; done; done; done; done; done"
    );
    let script =
        posix(&format!("{rounds}\na=w; ${{a}}get https://example.invalid/x\nsh -c 'curl x'"));
    assert!(limits(&script)[0].starts_with("loops and functions repeat"));
    for program in ["wget", "curl"] {
        let runs = |it: &Command| it.argv.first().is_some_and(|p| p.as_str() == program);
        assert!(script.commands.iter().any(runs), "{program}");
    }
}

#[test]
fn patterns_that_cost_too_much_are_said_to_be_unread() {
    let script = survives(&format!("x={}; echo ${{x##*a*a*a*a*a*b}}", "a".repeat(60_000)));
    assert!(limits(&script)[0].starts_with("patterns are matched more than"));
}

#[test]
fn ordinary_scripts_meet_no_limit() {
    let script = posix("set -e; for f in *.c; do cc -c \"$f\"; done; x=${y%.o}; (cd /tmp && ls)");
    assert!(limits(&script).is_empty());
}

#[test]
fn a_pattern_of_more_files_than_are_put_together_is_noted() {
    let script = |count: usize| {
        let files: Vec<String> =
            (0..count).map(|number| format!("echo true > /d/{number}")).collect();
        posix(&format!("{}\ncat /d/* | sh", files.join("\n")))
    };
    let gave_up = |script: &Script| script.unread.iter().any(|unread| unread.gave_up);
    let few = script(3);
    assert!(shown(&few).iter().any(|line| line == "input: true"), "{:?}", shown(&few));
    assert!(!gave_up(&few));
    assert!(gave_up(&script(65)));
}
