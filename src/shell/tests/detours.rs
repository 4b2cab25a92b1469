//! Commands that are given to another program: wrappers that nobody lists, options, variables, the words of SHELL.

use super::support::{bash, posix, shown, source};
use crate::shell::{self, Language, NoScope, Script};

/// True if a command of the script has these words, whatever led to it.
fn runs(script: &Script, words: &str) -> bool {
    shown(script).iter().any(|line| line.rsplit(": ").next() == Some(words))
}

fn all_run(cases: &[(&str, &str)]) {
    for (text, words) in cases {
        let script = bash(text);
        assert!(runs(&script, words), "{text}\n{:#?}", shown(&script));
    }
}

#[test]
fn a_wrapper_that_nobody_lists_starts_the_shell_or_interpreter_behind_it() {
    for wrapper in
        ["/opt/anything", "x --flag y", "setarch x86_64 -R", "proot -0", "bwrap --bind / /"]
    {
        let script = posix(&format!("{wrapper} sh -euc 'a=fake; ${{a}}miner'"));
        assert!(runs(&script, "fakeminer"), "{wrapper}\n{:#?}", shown(&script));
    }
    assert!(runs(&posix("/opt/x python3 -c 'import os; os.system(\"fakeminer\")'"), "fakeminer"));
}

#[test]
fn known_wrappers_are_seen_through_without_a_shell() {
    all_run(&[
        ("poetry run wget u", "wget u"),
        ("conda run -n base wget u", "wget u"),
        ("doppler run --project x -- wget u", "wget u"),
        ("dockerize -wait tcp://db:1 -timeout 5s wget u", "wget u"),
        ("chamber exec service -- wget u", "wget u"),
        ("envdir /etc/e wget u", "wget u"),
        ("gosu user -- wget u", "wget u"),
    ]);
    assert!(!runs(&posix("poetry install wget"), "install wget"));
}

#[test]
fn what_only_prints_or_looks_for_words_starts_nothing() {
    for text in ["echo sh -c 'wget u'", "grep -r sh -c wget", "printf %s bash -c wget"] {
        assert_eq!(posix(text).commands.len(), 1, "{text}");
    }
}

#[test]
fn options_of_ordinary_programs_run_texts() {
    all_run(&[
        ("tar --checkpoint=1 --checkpoint-action=exec='fake\"\"miner' -cf a b", "fakeminer"),
        ("tar -I 'wget u' -xf a", "wget u"),
        ("tar --to-command='wget u' -xf a", "wget u"),
        ("git -c alias.u='!wg\"e\"t u' u", "wget u"),
        ("git -c core.sshCommand='wget u' fetch", "wget u"),
        ("git config --global core.pager 'wget u'", "wget u"),
        ("git submodule foreach --recursive 'wget u'", "wget u"),
        ("git bisect run wget u", "wget u"),
        ("git rebase -x 'wget u' HEAD~1", "wget u"),
        ("rsync -e 'wget u' a b:c", "wget u"),
        ("split --filter='wget u' f", "wget u"),
        ("zip a b -T -TT 'wget u'", "wget u"),
        ("sed -n '1e wget u' f", "wget u"),
        ("echo x | sed 's/x/wget u/e'", "wget u"),
        ("vim -es -c ':!wget u' -c q", "wget u"),
        ("printf '!wget u\\nq\\n' | ed", "wget u"),
        ("psql -c '\\! wget u'", "wget u"),
        ("gdb -batch -ex 'shell wget u'", "wget u"),
        ("ssh -o ProxyCommand='wget u' host", "wget u"),
        ("apt-get -o APT::Update::Pre-Invoke::='wget u' update", "wget u"),
    ]);
}

#[test]
fn settings_that_run_nothing_stay_quiet() {
    for text in [
        "git -c user.name='wget u' commit",
        "git config --global alias.co checkout",
        "git clean -xdf",
        "sed -e 's/exec/e/g' f",
        "tar -xzf a -C /opt",
    ] {
        assert_eq!(posix(text).commands.len(), 1, "{text}");
    }
}

#[test]
fn variables_that_other_programs_run_are_commands() {
    all_run(&[
        ("export PROMPT_COMMAND=\"fake''miner\"", "fakeminer"),
        ("GIT_SSH_COMMAND='wget u' git fetch", "wget u"),
        ("MANPAGER='sh -c fake\"\"miner' man ls", "fakeminer"),
        ("export LESSOPEN='|wget u'", "wget u"),
        ("PS4='+ $(wget u) '", "wget u"),
    ]);
    assert_eq!(posix("PS4='+ (${0}): '; NAME='wget u'").commands.len(), 2);
}

#[test]
fn arguments_are_seen_without_the_quotes_inside_their_words() {
    let script = posix("app --hook 'fake\"\"miner -o x' '{\"a\":\"b\"}'");
    let unquoted: Vec<_> = script.commands[0].unquoted.iter().map(|text| text.as_str()).collect();
    assert_eq!(unquoted, ["fakeminer -o x"]);
}

#[test]
fn the_words_of_shell_run_with_the_text_behind_them() {
    let given = |words: &[&str], text: &str| -> Vec<String> {
        let words: Vec<_> = words.iter().map(|word| source(word)).collect();
        let read = shell::read_given(&words, &source(text), &NoScope);
        read.iter().flat_map(|script| shown(script)).collect()
    };
    assert_eq!(given(&["/bin/bash", "-o", "pipefail", "-c"], "wget u"), ["wget u"]);
    let reversed = given(&["/bin/sh", "-c", "eval \"$(echo $0 | rev)\""], "renimekaf");
    assert!(reversed.iter().any(|line| line.ends_with("fakeminer")), "{reversed:?}");
    let python = given(&["python3", "-c"], "import os; os.system('fake' + 'miner')");
    assert!(python.iter().any(|line| line.ends_with("fakeminer")), "{python:?}");
    let split = given(&["/usr/bin/env", "-S", "wg\"e\"t -q"], "u");
    assert!(split.iter().any(|line| line.ends_with("wget -q u")), "{split:?}");
}

#[test]
fn loops_and_choices_with_known_conditions_go_as_a_shell_goes() {
    all_run(&[
        ("set -- z f a k e; shift; c=; while [ $# -gt 0 ]; do c=$c$1; shift; done; $c", "fake"),
        ("i=0; c=; until [ $i -eq 3 ]; do c=${c}a; i=$((i+1)); done; $c", "aaa"),
        ("m() { case $1 in 1) printf fa;; *) printf ke;; esac; }; $(m 1)$(m 2)", "fake"),
        (
            "for i in $(seq 1 3000); do case $i in 2900) c=fa;; 2950) c=${c}ke;; esac; done; $c",
            "fake",
        ),
        ("c=; set -- -x fa -y ke; while getopts x:y: o; do c=\"$c$OPTARG\"; done; $c", "fake"),
        ("x=a; if [ $x = a ]; then c=fa; else c=no; fi; ${c}ke", "fake"),
        ("x=a; [ $x = b ] && c=no || c=fa; ${c}ke", "fake"),
    ]);
    // What another environment may decide otherwise stays open.
    let script = posix("m=${MODE:-a}; c=x; if [ $m = b ]; then c=fa; fi; ${c}ke");
    assert!(runs(&script, "fake") && runs(&script, "xke"), "{:#?}", shown(&script));
    // A branch that does not run is read all the same.
    assert!(runs(&posix("if false; then wget u; fi"), "wget u"));
}

#[test]
fn more_ways_to_put_a_name_together_are_folded() {
    all_run(&[
        ("declare -A m=([a]=fa [b]=ke); \"${m[a]}${m[b]}\"", "fake"),
        ("read -ra a <<< 'f a k e'; IFS=; c=\"${a[*]}\"; $c", "fake"),
        ("read -r -n2 a <<< fazz; read -r -n2 b <<< kezz; $a$b", "fake"),
        ("c='fa\\x6be'; ${c@E}", "fake"),
        ("set -- x y fa ke; \"${@:3:1}${@:4:1}\"", "fake"),
        ("shopt -s expand_aliases; alias u='fa\"k\"e'; u -v", "fake -v"),
        ("command_not_found_handle() { fa\"$1\"; }; ke", "fake"),
        ("trap '${c}ke; exit' DEBUG; c=fa; :", "fake"),
        ("$(echo keFA | sed -E 's/(ke)(FA)/\\2\\1/' | tr A-Z a-z)", "fake"),
        ("$(printf 'a\\nfa\\nke\\n' | sed -n 2p)$(printf 'a\\nfa\\nke\\n' | tail -n1)", "fake"),
        ("$(printf '2a\\n1f\\n4e\\n3k\\n' | sort | cut -c2 | tr -d '\\n')", "fake"),
        ("$(echo zzfakezz | dd bs=1 skip=2 count=4 2>/dev/null)", "fake"),
        ("$(expr substr zfakez 2 4)", "fake"),
        ("$(echo MZQWWZI= | base32 -d)", "fake"),
        ("$(echo 66616B65 | basenc --base16 -d)", "fake"),
        ("$(yes fa | head -n1)ke", "fake"),
        ("$(echo ke fa | awk '{print $2$1}')", "fake"),
        ("$(echo ke-fa | awk -F- '{print $2\"\"$1}')", "fake"),
        ("$(awk 'BEGIN{printf \"%s%s\", \"fa\", \"ke\"}')", "fake"),
        ("$(printf 'f\\na\\nk\\ne\\n' | paste -sd '')", "fake"),
    ]);
}

#[test]
fn a_program_that_the_script_reads_is_marked_and_one_from_outside_is_not() {
    let via = |text: &str| shown(&posix(text)).pop().unwrap();
    assert_eq!(via("read -r c < /x; $c"), "chosen: ?");
    assert_eq!(via("$CC x.c"), "? x.c");
    assert_eq!(via("for f in /etc/d/*.sh; do $f; done"), "/etc/d/*.sh");
    let script = posix("\"$(npm bin)\"/tsc");
    assert_eq!(shown(&script)[0], "?/tsc");
}

#[test]
fn limits_are_said() {
    let limits = |text: &str| -> Vec<&str> {
        shell::read(&source(text), Language::Bash, &NoScope)
            .unread
            .iter()
            .map(|it| it.reason)
            .collect()
    };
    assert!(limits("for i in $(seq 1 100000); do :; done")[0].starts_with("a command prints more"));
    assert!(limits("printf %5000000s x | sh")[0].starts_with("a command prints more"));
    let files = (0..40).map(|n| format!(" /f{n}")).collect::<Vec<_>>().concat();
    assert!(runs(
        &posix(&format!("printf fakeminer | tee{files} >/dev/null; sh /f39")),
        "fakeminer"
    ));
}

#[test]
fn descriptors_carry_what_is_put_on_them() {
    all_run(&[
        ("exec 3<<<miner; read -r t <&3; fake$t", "fakeminer"),
        ("exec {fd}<<<miner; read -r -u $fd t; fake$t", "fakeminer"),
        ("exec {fd}<<<fakeminer; c=$(cat <&$fd); $c", "fakeminer"),
        ("exec 3< <(echo miner); read t <&3; fake$t", "fakeminer"),
        ("echo fakeminer > /t; exec 4</t; read c <&4; $c", "fakeminer"),
        ("exec 5>/p; echo a=fake >&5; echo '${a}miner' >&5; sh /p", "fakeminer"),
        ("{ read a; read b; } <<< $'fake\\nminer'; $a$b", "fakeminer"),
        ("coproc echo miner; read -u \"${COPROC[0]}\" t; fake$t", "fakeminer"),
        ("coproc C { echo miner; }; read -r t <&\"${C[0]}\"; fake$t", "fakeminer"),
        ("IFS=, read -r a b <<< fake,miner; $a$b", "fakeminer"),
        ("readarray -d , -t a <<< fake,miner,; ${a[0]}${a[1]}", "fakeminer"),
        ("a=(miner fake); ${a[-1]}${a[0]}", "fakeminer"),
    ]);
    // what is hidden from the reader of a pipe is not what another descriptor gets
    let script = bash("exec 3<<<x; read t <&3; wget $t; read t <&3; wget $t-");
    assert!(runs(&script, "wget x") && runs(&script, "wget -"), "{:#?}", shown(&script));
}

#[test]
fn a_text_of_a_shell_has_no_arguments() {
    all_run(&[("fa$@ke$*miner", "fakeminer"), ("fake${1}miner", "fakeminer")]);
}

#[test]
fn filters_of_constants_are_worked_out() {
    all_run(&[
        ("export A=fake; echo '${A}miner' | envsubst | sh", "fakeminer"),
        ("export A=fake B=x; echo '${A}miner $B' | envsubst '$A' | sh", "fakeminer x"),
        ("$(echo 'x fakeminer y' | grep -o 'fake[a-z]*')", "fakeminer"),
        (
            "printf 'a\\nBEGIN\\nfakeminer\\nEND\\n' | sed -n '/BEGIN/,/END/p' | sed '1d;$d' | sh",
            "fakeminer",
        ),
        ("$(date +fake)miner", "fakeminer"),
        ("echo fakeminer > /a; rsync /a /b && sh /b", "fakeminer"),
        ("echo fakeminer > /a; find /a -exec sh {} \\;", "fakeminer"),
        ("parallel fake{} ::: miner", "fakeminer"),
    ]);
}

#[test]
fn programs_of_other_languages_see_what_they_are_given() {
    all_run(&[
        (
            "export A=fake; python3 -c 'import os; os.system(os.environ[\"A\"]+\"miner\")'",
            "fakeminer",
        ),
        ("python3 -c 'import os,sys; os.system(sys.argv[1]+sys.argv[2])' fake miner", "fakeminer"),
        (
            "export A=fake; node -e 'require(\"child_process\").exec(process.env.A+\"miner\")'",
            "fakeminer",
        ),
        ("awk -v a=fake 'BEGIN{system(a \"miner\")}'", "fakeminer"),
        ("perl -e '$b=\"miner\"; qx{fake$b}'", "fakeminer"),
        ("ruby -e 'system \"snxrzvare\".tr(\"a-z\",\"n-za-m\")'", "fakeminer"),
        ("echo 'int main(){system(\"fake\" \"miner\");}' | gcc -x c - -o /a", "fakeminer"),
        ("emacs --batch --eval '(shell-command \"fake\" \"miner\")'", "fakeminer"),
        ("guile -c '(system (string-append \"fake\" \"miner\"))'", "fakeminer"),
        ("pwsh -c '& (\"{1}{0}\" -f \"miner\",\"fake\")'", "fakeminer"),
        ("LUA_INIT='os.execute(\"fake\"..\"miner\")' lua x", "fakeminer"),
    ]);
}
