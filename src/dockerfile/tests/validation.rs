//! Directives, the rules of each instruction, stages and comments, held against what `BuildKit` says of them.

use super::support::{check, read, show};
use crate::dockerfile::SyntaxForm;
use crate::dockerfile::syntax::instruction::Phase;
use crate::source::Text;

/// Lines that are refused, and why.
const REFUSED: &[(&str, &str)] = &[
    ("ENV", "ENV requires at least one argument"),
    ("USER", "USER requires exactly one argument"),
    (
        "COPY a",
        "COPY requires at least two arguments, but only one was provided. Destination could not be determined",
    ),
    ("COPY --form=x a b", "unknown flag: --form"),
    ("COPY --from a b", "missing a value on flag: --from"),
    ("COPY --link=maybe a b", "expecting boolean value for flag --link, not: maybe"),
    ("COPY --link= a b", "missing a value on flag: --link"),
    ("COPY --chown=a --chown=b a b", "duplicate flag specified: --chown"),
    ("COPY a <<b\nb", "COPY cannot accept a heredoc as a destination"),
    (
        "FROM a as 1b",
        "invalid name for build stage: \"1b\", name can't start with a number or contain symbols",
    ),
    ("FROM a b", "FROM requires either one or three arguments"),
    ("FROM", "FROM requires either one or three arguments"),
    ("ONBUILD", "ONBUILD requires at least one argument"),
    ("ONBUILD ONBUILD RUN x", "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed"),
    ("ONBUILD from x", "FROM isn't allowed as an ONBUILD trigger"),
    ("ONBUILD MAINTAINER x", "MAINTAINER isn't allowed as an ONBUILD trigger"),
    ("RUN --network=fast x", "invalid network mode \"fast\""),
    ("RUN --security=off x", "security \"off\" is not valid"),
    (
        "RUN --mount=type=bind,from=$X x",
        "'from' doesn't support variable expansion, define alias stage instead",
    ),
    ("RUN --mount= x", "failed to parse csv mounts: EOF"),
    (
        "RUN --mount=a\\\"b x",
        "failed to parse csv mounts: parse error on line 1, column 2: bare \" in non-quoted-field",
    ),
    ("RUN --device=a,b x", "invalid field 'b' must be a key=value pair"),
    ("HEALTHCHECK", "HEALTHCHECK requires at least one argument"),
    ("HEALTHCHECK NONE x", "HEALTHCHECK NONE takes no arguments"),
    ("HEALTHCHECK CMD", "Missing command after HEALTHCHECK CMD"),
    ("HEALTHCHECK maybe x", "Unknown type \"MAYBE\" in HEALTHCHECK (try CMD)"),
    ("HEALTHCHECK --interval=5 CMD x", "time: missing unit in duration \"5\""),
    ("HEALTHCHECK --timeout=1us CMD x", "Interval \"timeout\" cannot be less than 1ms"),
    ("HEALTHCHECK --retries=-1 CMD x", "--retries cannot be negative (-1)"),
    ("HEALTHCHECK --retries=a CMD x", "strconv.ParseInt: parsing \"a\": invalid syntax"),
    ("SHELL sh -c", "SHELL requires the arguments to be in JSON form"),
    ("SHELL []", "SHELL requires at least one argument"),
    ("VOLUME [\" \"]", "VOLUME specified can not be an empty string"),
    ("EXPOSE", "EXPOSE requires at least one argument"),
    ("RUM x", "unknown instruction: RUM (did you mean RUN?)"),
];

#[test]
fn the_escape_directive_is_found_in_many_spellings() {
    for head in [
        "# escape=`",
        "#ESCAPE = ` ",
        "  \t# Escape=`",
        "\u{a0}#\u{a0}escape=`\r",
        "# syntax=x\n# escape=`",
    ] {
        let file = read(format!("{head}\nFROM a\nRUN b \\\nUSER c`\nd").as_bytes());
        assert_eq!(file.escape, '`', "{head}");
        assert_eq!(file.instructions.len(), 3, "{head}");
    }
    for head in
        ["# note\n# escape=`", "\n# escape=`", "#! x\n# escape=`", "# unknown=x\n# escape=`"]
    {
        assert_eq!(read(format!("{head}\nFROM a").as_bytes()).escape, '\\', "{head}");
    }
}

#[test]
fn wrong_directives_stop_the_parser() {
    check(&[
        (
            "# escape=x\nFROM a",
            "2 FROM \"a\"\n! parse 0: invalid escape token 'x' does not match ` or \\",
        ),
        (
            "# escape=`\n# escape=`\nFROM a",
            "3 FROM \"a\"\n! parse 1: only one escape parser directive can be used",
        ),
        (
            "# escape=\\\n#check=x\n#CHECK=y\nFROM a",
            "4 FROM \"a\"\n! parse 2: only one check parser directive can be used",
        ),
        (
            "# escape=  \nFROM a",
            "2 FROM \"a\"\n! parse 0: invalid escape token ' ' does not match ` or \\",
        ),
    ]);
}

#[test]
fn the_frontend_is_found_in_all_spellings() {
    let cases = [
        ("# syntax=a/b:1 c\nFROM x", Some(("a/b:1", SyntaxForm::Hash, false))),
        ("#!/usr/bin/env x\n#syntax = a\nFROM x", Some(("a", SyntaxForm::Hash, true))),
        ("// SYNTAX=a\nFROM x", Some(("a", SyntaxForm::Slash, false))),
        ("#!x\n{\"x\":[1],\"s\\u0079ntax\":\"\\u0061\"}", Some(("a", SyntaxForm::Json, true))),
        ("\u{feff}# syntax=a\nFROM x", Some(("a", SyntaxForm::Hash, false))),
        ("# escape=`\n# check=x\n# syntax=a\n", Some(("a", SyntaxForm::Hash, false))),
        (" # syntax=a\nFROM x", None),
        ("\n# syntax=a\nFROM x", None),
        ("FROM x\n# syntax=a", None),
        ("# syntax a\nFROM x", None),
        ("{\"syntax\":1}", None),
        ("{\"syntax\":\"a\"} x", None),
        ("{\"syntax\":\"a\",\"syntax\":2}", None),
    ];
    for (text, expected) in cases {
        let found = read(text.as_bytes()).syntax;
        let found = found.map(|it| (it.image.as_str().to_owned(), it.form, it.after_shebang));
        let expected = expected.map(|(image, form, shebang)| (image.to_owned(), form, shebang));
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn each_instruction_has_its_rules() {
    for (line, message) in REFUSED {
        let file = read(format!("FROM a\n{line}\nUSER b").as_bytes());
        let messages: Vec<_> =
            file.errors.iter().map(|it| (it.line, it.message.as_str())).collect();
        assert_eq!(messages, [(2, *message)], "{line}");
        assert!(file.parse_ok() && !file.ok(), "{line}");
        assert_eq!(file.instructions.last().map(show), Some("USER \"b\"".to_owned()), "{line}");
    }
}

#[test]
fn each_instruction_has_what_it_allows() {
    for line in [
        "FROM a a\u{17f} \u{212a}ube",
        "FROM a aS b-_.9",
        "RUN",
        "CMD",
        "ENTRYPOINT []",
        "ADD --unpack --link=TRUE a b",
        "ADD --exclude=a --exclude=b --checksum=x a b",
        "COPY --parents a b",
        "RUN --mount=from=x$ y",
        "RUN --mount=type=cache,\"target=/a,b\" --mount=x --device=a=b,required --device=name=c x",
        "HEALTHCHECK NONE",
        "HEALTHCHECK --interval=0 --start-interval=1h2m CMD x",
        "ONBUILD RUM x",
        "MAINTAINER a b",
        "EXPOSE 1 2/udp",
        "ONBUILD COPY --from=$X a b",
    ] {
        let file = read(format!("FROM a\n{line}").as_bytes());
        assert_eq!(file.errors, [], "{line}");
    }
}

#[test]
fn instructions_need_a_stage() {
    check(&[
        (
            "ARG a\nUSER b\nFROM c",
            "1 ARG \"a\"\n2 USER \"b\"\n3 FROM \"c\"\n! instructions 2: no build stage in current context",
        ),
        ("", "! parse 0: file with no instructions"),
        ("\n# note\n", "! parse 2: file with no instructions"),
    ]);
}

#[test]
fn the_parser_wins_over_later_passes() {
    let file = read(b"FROM a\nRUM x\nENV b");
    assert!(!file.parse_ok());
    assert_eq!(file.first_error().map(|it| (it.phase, it.line)), Some((Phase::Parse, 3)));
}

#[test]
fn stages_are_found() {
    let file = read(b"ARG V=1\nFROM --platform=linux/x a:$V AS One\nRUN b\nUSER c\nFROM one\nFROM scratch\nCOPY --from=0 d e");
    let stages: Vec<_> =
        file.stages.iter().map(|it| (it.key(), it.base.as_str(), it.body.clone())).collect();
    assert_eq!(
        stages,
        [(Some("one".into()), "a:$V", 2..4), (None, "one", 5..5), (None, "scratch", 6..7)]
    );
    assert_eq!(file.stages[0].platform.as_deref(), Some("linux/x"));
    assert_eq!(file.global_args().count(), 1);
}

#[test]
fn comments_stand_above_the_next_instruction() {
    let file =
        read(b"# syntax=x\n# one\nFROM a\n#\n# two\n\n  # three\nRUN b \\\n# four\n c\nUSER d");
    let above = |index: usize| -> Vec<&str> {
        file.instructions[index].comments.iter().map(Text::as_str).collect()
    };
    assert_eq!(above(0), ["one"]);
    // BuildKit keeps the `#` of an indented comment
    assert_eq!(above(1), ["two", "# three"]);
    assert_eq!(above(2), [""; 0]);
    let all: Vec<_> = file.comments.iter().map(|it| (it.line, it.text.as_str())).collect();
    assert_eq!(all, [(2, "one"), (4, ""), (5, "two"), (7, "# three"), (9, "four")]);
}

#[test]
fn triggers_are_read_again_with_a_backslash() {
    let file = read(b"# escape=`\nFROM a\nONBUILD COPY --fr\\om=b c d");
    let onbuild = &file.instructions[1];
    assert_eq!(show(onbuild), "ONBUILD (COPY --fr\\om=b \"c\" \"d\")");
    assert_eq!(onbuild.fired_trigger().map(show).as_deref(), Some("COPY --from=b \"c\" \"d\""));
}

#[test]
fn a_base_that_an_argument_without_default_names_is_unknown_and_no_error() {
    for (text, errors) in [
        ("ARG BASE\nFROM $BASE\n", 0),
        ("ARG BASE\nFROM ${BASE}\nRUN a\nFROM $BASE\n", 0),
        ("ARG P\nFROM --platform=$P a\n", 0),
        ("FROM $BASE\n", 1),
        ("ARG BASE=\nFROM $BASE\n", 1),
        ("ARG OTHER\nFROM $BASE\n", 1),
    ] {
        let tree = crate::dockerfile::parse(crate::source::FileId(0), text.as_bytes());
        let options = crate::dockerfile::BuildOptions::default();
        let resolved = crate::dockerfile::resolve(&tree, &options);
        assert_eq!(resolved.errors.len(), errors, "{text}: {:?}", resolved.errors);
    }
}
