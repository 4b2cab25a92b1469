//! Shell text → commands, in a table: what stands on the left is run as what stands on the right.

use super::support::{bash, expect, names, posix, source, written};
use crate::shell::{self, HereDocument, Interpreter, Language, NoScope};
use crate::source::{FileId, Span};

#[test]
fn lists_pipelines_and_groups() {
    for (input, wanted) in [
        ("a b;c&&d||e\nf&g", &["a b", "c", "d", "e", "f", "g"][..]),
        ("a | b |& c", &["a", "b", "c"]),
        ("(a; b) && { c; d; }", &["a", "b", "c", "d"]),
        ("! a && time b", &["a", "time b", "wrapped: b"]),
        ("time (a)", &["a"]),
        ("if a; then b; elif c; then d; else e; fi", &["a", "c", "b", "d", "e"]),
        ("while a; do b; done; until c; do d; done", &["a", "b", "c", "d"]),
        ("case $x in a|b) c;; (d) e ;& *) f; esac; g", &["c", "e", "f", "g"]),
        ("for x; do a $x; done", &["a ?"]),
        ("f() { a $1; }; g", &["a ?", "g"]),
        ("function f { a; }\nfunction g() ( b )", &["a", "b"]),
        ("a # b; c\nd", &["a", "d"]),
        ("a \\\n  b\nc\\\nd", &["a b", "cd"]),
        ("echo if then fi; a{b", &["echo if then fi", "a{b"]),
        ("a 2>/dev/null >>f <g", &["a 2Out:/dev/null 1Append:f 0In:g"]),
        ("a >&2 2>&1 <&- 3<>h", &["a 3InOut:h"]),
        ("{ a; b; } > f", &["1Out:f", "a", "b"]),
        ("x=1 y=$z a", &["x=1 y=? a"]),
    ] {
        expect(&posix(input), input, wanted);
    }
}

#[test]
fn bash_has_more() {
    for (input, wanted) in [
        ("[[ -f $x && a =~ ^(b|c)$ ]] && d", &["[[ -f ? a =~ ^ b c $ ]]", "d"][..]),
        ("(( x++ )); a", &["a"]),
        ("for ((i=0;i<3;i++)); do a; done", &["a"]),
        ("a <<< \"b c\"", &["a"]),
        ("select x in a b; do c $x; break; done", &["c a", "break", "c b", "break"]),
        ("a &> f; b &>> g", &["a 1Out:f", "b 1Append:g"]),
        ("exec 3<>/dev/tcp/h.invalid/80", &["exec 3InOut:/dev/tcp/h.invalid/80"]),
        ("a {fd}>f", &["a 152Out:f"]),
        ("x=(a b) y+=(c); d \"${x[@]}\" ${x[1]}", &["x=‹a b› y=c", "d a b b"]),
        ("declare -a x=(a b); c ${x[0]}", &["x=‹a b› declare -a x", "c a"]),
        ("ls !(a|b).txt; c", &["ls !(a|b).txt", "c"]),
        ("diff <(a) >(b)", &["diff /dev/fd/63 /dev/fd/62", "process: a", "process: b"]),
    ] {
        expect(&bash(input), input, wanted);
    }
}

#[test]
fn quotes_are_removed() {
    for (input, wanted) in [
        (r#"fake""miner 'a b' "c d" e\ f"#, r"fakeminer ‹a b› ‹c d› ‹e f›"),
        (r#"/opt/fa\ke'm'iner """#, "/opt/fakeminer ‹›"),
        (r#"a "\$x \"y\" \n""#, r#"a ‹$x "y" \n›"#),
        (r"$'\x2fopt\57a\t' b", "/opt/a\t b"),
        (r#"a $"b""#, "a b"),
        ("a$ $", "a$ $"),
    ] {
        let script = posix(input);
        let line = super::support::shown(&script).join(" | ");
        let line = if input.starts_with("$'") { line.replace(['‹', '›'], "") } else { line };
        assert_eq!(line, wanted, "for: {input}");
    }
}

#[test]
fn wrappers_are_seen_through() {
    for (input, inner) in [
        ("sudo -u root -E a b", "wrapped: a b"),
        ("sudo X=1 a b", "wrapped: a b"),
        ("env -i -u X Y=1 a b", "wrapped: a b"),
        ("doas -u x a b", "wrapped: a b"),
        ("gosu user a b", "wrapped: a b"),
        ("su-exec 1000:1000 a b", "wrapped: a b"),
        ("chroot --userspec=x /mnt a b", "wrapped: a b"),
        ("timeout -s KILL --preserve-status 5m a b", "wrapped: a b"),
        ("nohup a b &", "wrapped: a b"),
        ("nice -n 10 a b", "wrapped: a b"),
        ("nice -10 a b", "wrapped: a b"),
        ("ionice -c 3 a b", "wrapped: a b"),
        ("setsid -w a b", "wrapped: a b"),
        ("stdbuf -oL a b", "wrapped: a b"),
        ("command -p a b", "wrapped: a b"),
        ("exec -a [kworker/0:1] a b", "wrapped: a b"),
        ("busybox a b", "wrapped: a b"),
        ("tini -s -- a b", "wrapped: a b"),
        ("dumb-init a b", "wrapped: a b"),
        ("strace -f -o log a b", "wrapped: a b"),
        ("find / -name x -exec a b \\;", "wrapped: a b"),
        ("watch -n 5 a b", "text: a b"),
        ("flock /l a b", "wrapped: a b"),
        ("flock -n /l -c 'a b'", "text: a b"),
        ("runuser -u x -- a b", "wrapped: a b"),
        ("su - x -c 'a b'", "text: a b"),
        ("su x -s /bin/sh -c 'a b'", "text: a b"),
        ("setpriv --reuid 5 --clear-groups -- a b", "wrapped: a b"),
        ("start-stop-daemon -S -x a -- b", "wrapped: a b"),
        ("screen -dmS n a b", "wrapped: a b"),
        ("tmux new -d -s n 'a b'", "text: a b"),
        ("script -qc 'a b' /dev/null", "text: a b"),
        ("systemd-run --user -p X=y a b", "wrapped: a b"),
        ("unshare -m a b", "wrapped: a b"),
        ("taskset -c 0-3 a b", "wrapped: a b"),
        ("numactl --interleave=all a b", "wrapped: a b"),
        ("cpulimit -l 50 -- a b", "wrapped: a b"),
        ("trap 'a b' EXIT", "text: a b"),
        ("xargs -n1 a b", "wrapped: a b"),
        ("parallel -j 4 a b", "wrapped: a b"),
        ("/lib64/ld-linux-x86-64.so.2 a b", "wrapped: a b"),
        ("env -S 'a b'", "text: a b"),
        ("python3 -m a b", "wrapped: a b"),
    ] {
        let script = posix(input);
        let last = super::support::shown(&script).pop().unwrap_or_default();
        assert_eq!(last, inner, "for: {input}");
        assert_eq!(script.commands.last().and_then(|c| c.parent), Some(0), "for: {input}");
    }
}

#[test]
fn shells_are_read_on() {
    for (input, wanted) in [
        ("sh -c 'a b; c'", &["sh -c ‹a b; c›", "text: a b", "text: c"][..]),
        ("bash -lc \"sh -c 'a'\"", &["bash -lc ‹sh -c 'a'›", "text: sh -c a", "text: a"]),
        ("bash -eo pipefail -c 'a'", &["bash -eo pipefail -c a", "text: a"]),
        ("sh -c 'a $0 $1 \"$@\"' x y z", &["sh -c ‹a $0 $1 \"$@\"› x y z", "text: a x y y z"]),
        ("eval 'x=1;' a '$x'", &["eval x=1; a $x", "text: x=1", "text: a 1"]),
        ("eval x=1; a $x", &["eval x=1", "text: x=1", "a 1"]),
        ("sh -c x=1; a $x", &["sh -c x=1", "text: x=1", "a ?"]),
        ("echo 'a b' | sh", &["echo ‹a b›", "sh", "input: a b"]),
        ("echo 'a $1' | bash -s -- b", &["echo ‹a $1›", "bash -s -- b", "input: a b"]),
        ("sh <<E\na b\nE\nc", &["sh", "input: a b", "c"]),
        ("sudo sh -c a", &["sudo sh -c a", "wrapped: sh -c a", "text: a"]),
        ("echo a > f; sh ./f", &["echo a 1Out:f", "sh ./f", "input: a"]),
        ("echo a > f; . ./f", &["echo a 1Out:f", ". ./f", "input: a"]),
        ("echo a > /x/f; cd /x; ./f", &["echo a 1Out:/x/f", "cd /x", "./f", "input: a"]),
        ("curl u | sh", &["curl u", "sh"]),
        ("sudo -s <<E\na\nE\n", &["sudo -s", "input: a"]),
        ("echo a | chroot /mnt", &["echo a", "chroot /mnt", "input: a"]),
        ("bash <(echo a)", &["bash /dev/fd/63", "process: echo a", "input: a"]),
    ] {
        let mut found = super::support::shown(&bash(input));
        // The process substitution is emitted while the words are read.
        found.sort_by_key(|line| line.starts_with("input: "));
        let mut wanted: Vec<String> = wanted.iter().map(|line| (*line).to_owned()).collect();
        wanted.sort_by_key(|line| line.starts_with("input: "));
        assert_eq!(found, wanted, "for: {input}");
    }
}

#[test]
fn pipes_name_the_command_that_fills_them() {
    let from = |input: &str, program: &str| {
        let script = posix(input);
        let reader = script.commands.iter().rfind(|c| c.argv[0].as_str() == program).unwrap();
        reader.pipe_from.map(|index| script.commands[index].argv[0].as_str().to_owned())
    };
    assert_eq!(from("curl u | sh", "sh").as_deref(), Some("curl"));
    assert_eq!(from("sudo curl u | sudo sh", "sh").as_deref(), Some("curl"));
    assert_eq!(from("(cd /; curl u; echo x) | sh", "sh").as_deref(), Some("curl"));
    assert_eq!(from("curl u | { cat; sh; }", "sh").as_deref(), Some("curl"));
    assert_eq!(from("curl u | tee f | sh", "sh").as_deref(), Some("tee"));
    assert_eq!(from("sh -c 'curl u' | sh", "sh").as_deref(), Some("curl"));
    assert_eq!(from("curl u; sh", "sh"), None);
    assert_eq!(from("curl u | while read x; do sh -c $x; done", "sh").as_deref(), Some("curl"));
}

#[test]
fn files_with_known_content_are_written() {
    for (input, wanted) in [
        ("echo a > f; echo b >> f", &["f = a⏎", "f += b⏎"][..]),
        ("printf '%s\\n' a b > f", &["f = a⏎b⏎"]),
        ("cat <<E > f\na $x\nE\n", &["f = a ?⏎"]),
        ("cat > f <<'E'\na $x\nE\n", &["f = a $x⏎"]),
        ("cat <<-E > f\n\ta\n\tE\n", &["f = a⏎"]),
        ("{ echo a; echo b; } > f", &["f = a⏎b⏎"]),
        ("( echo a; curl u ) > f", &["f = a⏎?"]),
        ("echo a | tee f g", &["f = a⏎", "g = a⏎"]),
        ("echo a | sudo tee -a f >/dev/null", &["f += a⏎"]),
        ("dd of=f <<E\na\nE\n", &["f = a⏎"]),
        ("install -m 755 /dev/stdin f <<E\na\nE\n", &["f = a⏎"]),
        ("echo a > f; cat f > g", &["f = a⏎", "g = a⏎"]),
        ("curl u > f; apt-get update >/dev/null; echo x >&2", &[]),
        ("sh -c 'echo a > f'", &["f = a⏎"]),
        ("echo '#!/bin/sh\\nwget u' > f", &["f = #!/bin/sh⏎wget u⏎"]),
    ] {
        let script = posix(input);
        assert_eq!(written(&script), wanted, "for: {input}\n{:?}", script.unread);
    }
}

#[test]
fn substitutions_run_and_are_folded() {
    for (input, wanted) in [
        ("a $(b c)d", &["a ?d", "subst: b c"][..]),
        ("a \"$(b \"$(c)\")\"", &["a ?", "subst: b ?", "subst: c"]),
        ("a `b \\`c\\``", &["a ?", "subst: b ?", "subst: c"]),
        ("cp $(command -v wget) wg", &["cp wget wg", "subst: command -v wget"]),
        ("$(echo wget) u", &["computed: wget u", "subst: echo wget"]),
        ("x=$(b)", &["x=?", "subst: b"]),
        ("for x in $(seq 2); do a $x; done", &["subst: seq 2", "a 1", "a 2"]),
        ("a ${x:-$(b)}", &["a ?", "subst: b"]),
        ("a $((1 + $(b)))", &["a ?", "subst: b"]),
        ("cat <<E\n$(b)\nE", &["cat", "subst: b"]),
        ("cat <<'E'\n$(b)\nE", &["cat"]),
    ] {
        expect(&posix(input), input, wanted);
    }
}

#[test]
fn heredocs_come_from_the_dockerfile_too() {
    let text = source("cat <<A > f && sh <<-'B'; c");
    let (a, b) = (source("x $Y\n"), source("\twget $u\n"));
    let documents =
        [HereDocument { name: "A", content: &a }, HereDocument { name: "B", content: &b }];
    let script = shell::read_with_heredocs(&text, &documents, Language::Posix, &NoScope);
    expect(&script, "heredocs", &["cat 1Out:f", "sh", "input: wget ?", "c"]);
    assert_eq!(written(&script), ["f = x ?⏎"]);
    assert!(script.unread.is_empty(), "{:?}", script.unread);
}

#[test]
fn a_lone_heredoc_is_the_script() {
    let body = source("\ta $X\n\tb <<E\n\tc\nE\n\td\n");
    let documents = [HereDocument { name: "EOF", content: &body }];
    let lone = |text: &str| {
        shell::read_with_heredocs(&source(text), &documents, Language::Posix, &NoScope)
    };
    expect(&lone("<<-'EOF'"), "lone", &["a ?", "b", "d"]);
    expect(&lone("sh <<EOF; e"), "not lone", &["sh", "input: a ?", "input: b", "input: d", "e"]);
}

#[test]
fn heredocs_on_one_line_follow_each_other() {
    let input = "cat <<A; cat <<\"B\" | b\nx\nA\ny\nB\nc";
    let script = posix(input);
    expect(&script, input, &["cat", "cat", "b", "c"]);
    let inputs: Vec<_> =
        script.commands.iter().map(|c| c.input.as_ref().map(|t| t.as_str().to_owned())).collect();
    assert_eq!(inputs, [Some("x\n".into()), Some("y\n".into()), Some("y\n".into()), None]);
}

#[test]
fn exec_form_is_not_expanded() {
    let argv = [source("echo"), source("$X `a` *")];
    expect(&shell::read_argv(&argv, &NoScope), "exec", &["echo ‹$X `a` *›"]);
    let argv = [source("/bin/sh"), source("-c"), source("a $X; b")];
    let script = shell::read_argv(&argv, &NoScope);
    expect(&script, "exec", &["/bin/sh -c ‹a $X; b›", "text: a ?", "text: b"]);
    expect(&shell::read_argv(&[], &NoScope), "exec", &[]);
}

#[test]
fn files_run_under_their_interpreter() {
    let script = shell::read_file(&source("#!/bin/bash -e\na <<< b\n"), Language::Posix, &NoScope);
    expect(&script, "bash file", &["a"]);
    let python = "#!/usr/bin/env python3\nimport os\nos.system('/opt/' + 'fake' + 'miner')\n";
    let script = shell::read_file(&source(python), Language::Posix, &NoScope);
    let wanted = ["python3", "code: python3 /opt/fakeminer", "text: /opt/fakeminer"];
    expect(&script, python, &wanted);
}

#[test]
fn languages_are_told_apart() {
    let of = |words: &[&str]| {
        let words: Vec<_> = words.iter().map(|word| source(word)).collect();
        shell::language_of(&words)
    };
    assert_eq!(of(&["/bin/sh", "-c"]), Language::Posix);
    assert_eq!(of(&["busybox", "ash", "-c"]), Language::Posix);
    assert_eq!(of(&["/usr/bin/env", "bash", "-c"]), Language::Bash);
    assert_eq!(of(&["/bin/zsh", "-o", "pipefail", "-c"]), Language::Bash);
    assert_eq!(of(&["C:\\Windows\\PowerShell.EXE", "-Command"]), Language::PowerShell);
    assert_eq!(of(&["pwsh"]), Language::PowerShell);
    assert_eq!(of(&["cmd", "/S", "/C"]), Language::Cmd);
    assert_eq!(of(&["/opt/own", "--"]), Language::Posix);
    assert_eq!(shell::interpreter("#!/bin/dash"), Interpreter::Shell(Language::Posix));
    let env = "#! /usr/bin/env -S X=1 bash -e";
    assert_eq!(shell::interpreter(env), Interpreter::Shell(Language::Bash));
    assert_eq!(shell::interpreter("#!/usr/bin/perl -w"), Interpreter::Other("perl".into()));
}

#[test]
fn broken_text_loses_no_later_line() {
    for (input, wanted) in [
        ("if a; then b\nc", &["a", "b", "c"][..]),
        ("a ) b\nc", &["a", "b", "c"]),
        ("a \"b\nc\nd", &["a b", "c", "d"]),
        ("a 'b\nc", &["a b", "c"]),
        ("a ${b\nc", &["a ${b", "c"]),
        ("a `b\nc", &["a b", "c"]),
        ("fi; done; a", &["a"]),
        ("a (b) c\nd", &["a", "b", "c", "d"]),
        ("for x in a b; c\nd", &["c", "d"]),
        ("case x in\nfoo\nbar) a;;\nesac\nb", &["foo", "bar", "a", "b"]),
        ("while a; b; done; c", &["a", "b", "c"]),
        ("{ a; b", &["a", "b"]),
        ("a | | b", &["a", "b"]),
        ("a && && b", &["a", "b"]),
        ("[[ a ; b", &["[[ a", "b"]),
    ] {
        let script = posix(input);
        assert_eq!(
            names(&script).len(),
            wanted.len(),
            "{input}: {:?}",
            super::support::shown(&script)
        );
        expect(&script, input, wanted);
        assert!(!script.unread.is_empty(), "nothing noted for: {input}");
    }
}

#[test]
fn spans_point_into_the_source() {
    let at = |start, end| Span::new(FileId(0), start, end);
    let script = posix("x=fa; a fake\"\"miner $x$y 'b c' | sh -c 'd e'");
    let a = &script.commands[1];
    assert_eq!(a.span, at(6, 30));
    assert_eq!(a.argv[1].as_str(), "fakeminer");
    assert_eq!(a.argv[1].span(), at(8, 19));
    assert_eq!(a.argv[1].span_of(0..4), at(8, 12));
    assert_eq!(a.argv[1].span_of(2..6), at(10, 16));
    assert_eq!(a.argv[2].span_of(0..2), at(20, 22));
    assert_eq!(a.argv[2].origins(0..2), [at(2, 4)]);
    assert_eq!((a.argv[3].span(), a.argv[3].span_of(0..3)), (at(25, 30), at(26, 29)));
    let inner = &script.commands[3];
    assert_eq!(inner.argv[0].span(), at(40, 41));
    assert_eq!(inner.span, at(40, 43));
}

#[test]
fn spans_survive_folding() {
    let at = |start, end| Span::new(FileId(0), start, end);
    let script = posix("echo 'a b' | sh; $(echo c) d");
    assert_eq!(script.commands[2].argv[1].span(), at(8, 9));
    assert_eq!(script.commands[3].argv[0].span(), at(24, 25));
    let script = posix("echo YSBiCg== | base64 -d | sh");
    assert_eq!(script.commands[3].argv[0].as_str(), "a");
    assert_eq!(script.commands[3].argv[0].span(), at(5, 13));
}
