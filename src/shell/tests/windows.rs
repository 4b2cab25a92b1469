//! PowerShell and cmd.exe text → commands.

use super::support::{expect, posix, source};
use crate::shell::{self, Language, NoScope};

#[test]
fn powershell_is_read_for_programs_and_urls() {
    let read = |text: &str| shell::read(&source(text), Language::PowerShell, &NoScope);
    for (input, wanted) in [
        ("a -b c; d | e\nf", &["a -b c", "d", "e", "f"][..]),
        (
            "$u = 'http://h.invalid/x'; iwr $u -OutFile f",
            &["http://h.invalid/x", "iwr http://h.invalid/x -OutFile f"],
        ),
        ("iex 'a b; c'", &["iex ‹a b; c›", "text: a b", "text: c"]),
        ("a ('b' + 'c')", &["a ('b' + 'c')", "subst: bc"]),
        ("a \"b $x\" `\n c", &["a ‹b $x› c"]),
        ("cmd /c 'a & b'", &["cmd /c ‹a & b›", "text: a", "text: b"]),
        (
            "Start-Process a -ArgumentList b,c",
            &["Start-Process a -ArgumentList b c", "wrapped: a b c"],
        ),
    ] {
        let mut found = super::support::shown(&read(input));
        for line in &mut found {
            *line = line.replace("‹('b' + 'c')›", "('b' + 'c')");
        }
        assert_eq!(found, wanted, "for: {input}");
    }
    let script = read("(New-Object Net.WebClient).DownloadFile('http://h.invalid/x','f')");
    let words: Vec<_> = script.commands[0].argv.iter().map(crate::source::Text::as_str).collect();
    assert_eq!(&words[1..], ["http://h.invalid/x", "f"]);
    let encoded = "powershell -nop -w hidden -enc dwBnAGUAdAAgAHUA";
    expect(&posix(encoded), encoded, &[encoded, "text: wget u"]);
}

#[test]
fn cmd_is_read_for_programs_and_urls() {
    let read = |text: &str| shell::read(&source(text), Language::Cmd, &NoScope);
    for (input, wanted) in [
        ("a b & c && d || e | f", &["a b", "c", "d", "e", "f"][..]),
        ("a \"b c\" > f 2>&1", &["a ‹b c› 1Out:f 1Out:1"]),
        ("w^get u", &["wget u"]),
        ("set X=fake& a %X%miner %Y%", &["set X=fake", "a fakeminer %Y%"]),
        ("start /b a b", &["start /b a b", "wrapped: a b"]),
        ("powershell -Command \"a b\"", &["powershell -Command ‹a b›", "text: a b"]),
        ("if exist x ( a )", &["if exist x", "a"]),
    ] {
        expect(&read(input), input, wanted);
    }
}
