//! How Dockerfiles are read, held against what `BuildKit`'s own parser says of them.

use super::support::{check, read, reading};

#[test]
fn continued_lines_are_joined() {
    check(&[
        ("RUN a \\\n  b", "1-2 RUN \"a   b\"\n! instructions 1: no build stage in current context"),
        (
            "FROM a\nRUN x \\ \t\n# note\n\n  \\\n y\nUSER z",
            "1 FROM \"a\"\n2-6 RUN \"x    y\"\n7 USER \"z\"",
        ),
        ("FR\\\nOM a\\\nb", "1-3 FROM \"ab\""),
        ("\\\nFROM a", "1-2 FROM \"a\""),
        ("FROM a\\", "1 FROM \"a\""),
        ("FROM a\r\nRUN b \\\r\n c\r\n", "1 FROM \"a\"\n2-3 RUN \"b  c\""),
        ("FROM a \\\n# only a comment\n", "1-2 FROM \"a\""),
    ]);
}

#[test]
fn what_only_looks_like_a_continuation_ends_the_line() {
    check(&[
        ("FROM a\nRUN b \\\\\nUSER c", "1 FROM \"a\"\n2 RUN \"b \\\\\\\\\"\n3 USER \"c\""),
        ("FROM a\nRUN b \\\\\\\nUSER c", "1 FROM \"a\"\n2 RUN \"b \\\\\\\\\\\\\"\n3 USER \"c\""),
        ("FROM a\nRUN b \\\u{b}\nUSER c", "1 FROM \"a\"\n2 RUN \"b \\\\\"\n3 USER \"c\""),
        ("FROM a\nRUN b \\\u{a0}\nUSER c", "1 FROM \"a\"\n2 RUN \"b \\\\\"\n3 USER \"c\""),
        ("FROM a\n# note \\\nUSER c", "1 FROM \"a\"\n3 USER \"c\""),
    ]);
}

#[test]
fn lines_end_in_line_feeds_only_and_nul_is_a_character() {
    check(&[
        ("FROM a\nRUN b\rUSER c", "1 FROM \"a\"\n2 RUN \"b\\rUSER c\""),
        ("FROM a\nRUN b\u{85}USER\u{2028}c", "1 FROM \"a\"\n2 RUN \"b\\u{85}USER\\u{2028}c\""),
        ("FROM a\nUSER b\0c", "1 FROM \"a\"\n2 USER \"b\\0c\""),
        (
            "FROM a\n\0# x",
            "1 FROM \"a\"\n2 ?\"\\0#\" \"\"\n! instructions 2: unknown instruction: \0#",
        ),
    ]);
}

#[test]
fn white_space_before_an_instruction_is_unicode_white_space() {
    check(&[
        ("\u{a0}FROM a\n\u{2003}\u{85}USER b", "1 FROM \"a\"\n2 USER \"b\""),
        ("FROM a\n\u{3000}# note\nUSER b", "1 FROM \"a\"\n3 USER \"b\""),
        ("FROM\u{b}a\nUSER\u{c}b", "1 FROM \"a\"\n2 USER \"b\""),
        (
            "FROM a\nUSER\u{a0}b",
            "1 FROM \"a\"\n2 ?\"USER\\u{a0}b\" \"\"\n! instructions 2: unknown instruction: USER\u{a0}b (did you mean user?)",
        ),
    ]);
}

#[test]
fn instruction_words_are_lowered_as_go_lowers_them() {
    check(&[
        (
            "from a\nWor\u{212a}dir /b\nMA\u{130}NTAINER c",
            "1 FROM \"a\"\n2 WORKDIR \"/b\"\n3 MAINTAINER \"c\"",
        ),
        (
            "FROM a\nU\u{17f}ER b",
            "1 FROM \"a\"\n2 ?\"U\u{17f}ER\" \"\"\n! instructions 2: unknown instruction: U\u{17f}ER (did you mean user?)",
        ),
    ]);
}

#[test]
fn a_byte_order_mark_counts_only_at_the_start() {
    check(&[
        ("\u{feff}# escape=`\nFROM a`\nb", "2-3 FROM \"ab\""),
        (
            "\u{feff}\u{feff}FROM a",
            "1 ?\"\\u{feff}FROM\" \"\"\n! instructions 1: unknown instruction: \u{feff}FROM (did you mean FROM?)",
        ),
    ]);
}

#[test]
fn the_exec_form_needs_valid_json() {
    check(&[
        ("FROM a\nCMD [ \"b\" , \"\\u0063\\n\" ]", "1 FROM \"a\"\n2 CMD exec \"b\" \"c\\n\""),
        ("FROM a\nCMD []", "1 FROM \"a\"\n2 CMD exec"),
        ("FROM a\nCMD ['b']", "1 FROM \"a\"\n2 CMD \"['b']\""),
        ("FROM a\nRUN [\"b\"] || c", "1 FROM \"a\"\n2 RUN \"[\\\"b\\\"] || c\""),
        ("FROM a\nRUN [\"b\",]", "1 FROM \"a\"\n2 RUN \"[\\\"b\\\",]\""),
        ("FROM a\nRUN [\"b\"\u{b}]", "1 FROM \"a\"\n2 RUN \"[\\\"b\\\"\\u{b}]\""),
        ("FROM a\nRUN [\"b\", 1e999]", "1 FROM \"a\"\n2 RUN \"[\\\"b\\\", 1e999]\""),
        ("FROM a\nCOPY [\"b c\", \"d\"]", "1 FROM \"a\"\n2 COPY exec \"b c\" \"d\""),
        ("FROM a\nVOLUME [\"b\", \"c\"]", "1 FROM \"a\"\n2 VOLUME exec \"b\" \"c\""),
        ("FROM a\nHEALTHCHECK CMD [\"\\u0062\"]", "1 FROM \"a\"\n2 HEALTHCHECK exec \"CMD\" \"b\""),
        (
            "FROM a\nCMD [\"\\ud83d\\ude00\\ud800\"]",
            "1 FROM \"a\"\n2 CMD exec \"\u{1F600}\u{fffd}\"",
        ),
    ]);
    let not_strings = "when using JSON array syntax, arrays must be comprised of strings only";
    for arg in ["[1]", "[null]", "[\"b\", true]", "[[\"b\"]]", "[{}]"] {
        let expected = format!("1 FROM \"a\"\n2 SHELL {arg:?}\n! parse 2: {not_strings}");
        check(&[(&format!("FROM a\nSHELL {arg}"), &expected)]);
    }
}

#[test]
fn bytes_that_are_no_utf_8_become_replacement_characters() {
    assert_eq!(
        reading(b"FROM a\nUSER b\xff\xe2\x82c"),
        "1 FROM \"a\"\n2 USER \"b\u{fffd}\u{fffd}\u{fffd}c\"\n"
    );
    assert_eq!(reading(b"FROM a\nCMD [\"\xff\"]"), "1 FROM \"a\"\n2 CMD exec \"\u{fffd}\"\n");
    assert_eq!(
        reading(b"FROM a\nENV b=\xc3 c=d"),
        "1 FROM \"a\"\n2 ENV \"b\" \"\u{fffd}\" \"=\" \"c\" \"d\" \"=\"\n"
    );
}

#[test]
fn here_documents_are_attached() {
    check(&[
        (
            "FROM a\nRUN <<EOF\nb\n\n# c\nEOF\nUSER d",
            "1 FROM \"a\"\n2-6 RUN \"<<EOF\" <<EOF=\"b\\n\\n# c\\n\"\n7 USER \"d\"",
        ),
        (
            "FROM a\nRUN cat <<A && sh <<-'B'\n1\nA\n\t2\n\tB\n",
            "1 FROM \"a\"\n2-6 RUN \"cat <<A && sh <<-'B'\" <<A=\"1\\n\" <<-'B'=\"\\t2\\n\"",
        ),
        (
            "FROM a\nRUN sh 3<<e_1.x\r\nb\r\ne_1.x\r\n",
            "1 FROM \"a\"\n2-4 RUN \"sh 3<<e_1.x\" 3<<e_1.x=\"b\\r\\n\"",
        ),
        ("FROM a\nRUN <<E\"O\"F\nEOF", "1 FROM \"a\"\n2-3 RUN \"<<E\\\"O\\\"F\" <<'EOF'=\"\""),
        (
            "FROM a\nRUN cat << EOF\nEOF \nEOF",
            "1 FROM \"a\"\n2-4 RUN \"cat << EOF\" <<EOF=\"EOF \\n\"",
        ),
        (
            "FROM a\nCOPY <<b <<\"c\" /d/\n1\nb\n2\nc",
            "1 FROM \"a\"\n2-6 COPY \"<<b\" \"<<\\\"c\\\"\" \"/d/\" <<b=\"1\\n\" <<'c'=\"2\\n\"",
        ),
        ("FROM a\nADD <<b /c\nb", "1 FROM \"a\"\n2-3 ADD \"<<b\" \"/c\" <<b=\"\""),
        ("FROM a\nONBUILD RUN <<b\n1\nb", "1 FROM \"a\"\n2-4 ONBUILD (RUN \"<<b\" <<b=\"1\\n\")"),
        (
            "FROM a\nRUN cat <<b \\\n && c\n1\nb",
            "1 FROM \"a\"\n2-5 RUN \"cat <<b  && c\" <<b=\"1\\n\"",
        ),
        (
            "FROM a\nRUN --mount=target=/x <<b\n1\nb",
            "1 FROM \"a\"\n2-4 RUN --mount=target=/x \"<<b\" <<b=\"1\\n\"",
        ),
        (
            "FROM a\nRUN <<b\nc",
            "1 FROM \"a\"\n2-3 RUN \"<<b\" <<b=\"c\"\n! parse 2: unterminated heredoc",
        ),
    ]);
}

#[test]
fn what_only_looks_like_a_here_document_is_none() {
    for line in [
        "RUN cat <<<b",
        "RUN echo c<<b",
        "RUN echo \"<<b\"",
        "RUN echo '<<b'",
        "RUN echo it's <<b",
        "RUN echo ${c <<b",
        "RUN echo $((1 <<b))\"",
        "RUN [\"cat\",\"<<b\"]",
        "CMD cat <<b",
        "ENTRYPOINT cat <<b",
        "USER <<b",
        "HEALTHCHECK CMD cat <<b",
        "ENV A=<<b",
        "LABEL a=<<b",
        "ONBUILD CMD cat <<b",
        "RUN cat <<${c:-b}",
        "SHELL [\"<<b\"]",
    ] {
        let file = read(format!("FROM a\n{line}\nFROM evil.example.invalid/x\nb").as_bytes());
        let bases: Vec<&str> = file.stages.iter().map(|stage| stage.base.as_str()).collect();
        assert_eq!(bases, ["a", "evil.example.invalid/x"], "{line}");
    }
}

#[test]
fn flags_are_unquoted_byte_by_byte() {
    check(&[
        (
            "FROM a\nCOPY --fr\"om\"=b --ch\\mod='7 5' c d",
            "1 FROM \"a\"\n2 COPY --from=b --chmod=7 5 \"c\" \"d\"",
        ),
        ("FROM a\nRUN --network=none -- --b", "1 FROM \"a\"\n2 RUN --network=none \"--b\""),
        ("FROM a\nRUN --network=no\\\nne b", "1 FROM \"a\"\n2-3 RUN --network=none \"b\""),
        (
            "FROM a\nCOPY --chown=\u{e9}\u{a0}b c",
            "1 FROM \"a\"\n2 COPY --chown=\u{c3}\u{a9}\u{c2} \"b\" \"c\"",
        ),
        ("FROM --platform=\"linux/b\" a", "1 FROM --platform=linux/b \"a\""),
        (
            "FROM a\nENV --b c=d",
            "1 FROM \"a\"\n2 ENV --b \"c\" \"d\" \"=\"\n! instructions 2: unknown flag: --b",
        ),
        ("FROM a\nARG --b c", "1 FROM \"a\"\n2 ARG --b \"c\""),
        ("FROM a\nSTOPSIGNAL --b 9", "1 FROM \"a\"\n2 STOPSIGNAL --b \"9\""),
    ]);
}

#[test]
fn names_and_values_are_split() {
    check(&[
        ("FROM a\nENV b c  d", "1 FROM \"a\"\n2 ENV \"b\" \"c  d\" \"\""),
        (
            "FROM a\nENV b=c d=\"e f\" g=\\ h= i='",
            "1 FROM \"a\"\n2 ENV \"b\" \"c\" \"=\" \"d\" \"\\\"e f\\\"\" \"=\" \"g\" \"\\\\ h=\" \"=\" \"i\" \"'\" \"=\"",
        ),
        (
            "FROM a\nLABEL \"b c\"=d e==",
            "1 FROM \"a\"\n2 LABEL \"\\\"b c\\\"\" \"d\" \"=\" \"e\" \"=\" \"=\"",
        ),
        (
            "FROM a\nENV b\u{a0}c=d",
            "1 FROM \"a\"\n2 ENV \"b\\u{a0}c=d\" \"\" \"\"\n! parse 2: ENV must have two arguments",
        ),
        (
            "FROM a\nLABEL b",
            "1 FROM \"a\"\n2 LABEL \"b\" \"\" \"\"\n! parse 2: LABEL must have two arguments",
        ),
        (
            "FROM a\nENV b=c d",
            "1 FROM \"a\"\n2 ENV \"b\" \"c\" \"=\"\n! parse 2: Syntax error - can't find = in \"d\". Must be of the form: name=value",
        ),
        (
            "FROM a\nENV =b",
            "1 FROM \"a\"\n2 ENV \"\" \"b\" \"=\"\n! instructions 2: ENV names can not be blank",
        ),
        ("ARG b c=\"d e\" f=\nFROM a", "1 ARG \"b\" \"c=\\\"d e\\\"\" \"f=\"\n2 FROM \"a\""),
        (
            "FROM a\nARG =b",
            "1 FROM \"a\"\n2 ARG \"=b\"\n! instructions 2: ARG names can not be blank",
        ),
    ]);
}

#[test]
fn lines_are_at_most_65535_bytes_long() {
    let line = |len: usize, end: &str| format!("FROM a\nRUN {}{end}USER b", "x".repeat(len - 4));
    assert!(read(line(65_535, "\n").as_bytes()).ok());
    let file = read(line(65_536, "\n").as_bytes());
    assert_eq!(file.errors.len(), 1);
    assert!(!file.parse_ok());
    assert_eq!(file.instructions.len(), 3);
    assert!(read(format!("FROM a\nRUN {}", "x".repeat(65_531)).as_bytes()).ok());
    assert!(!read(format!("FROM a\nRUN {}", "x".repeat(65_532)).as_bytes()).ok());
    let joined = format!("FROM a\nRUN {}", format!("{} \\\n", "x".repeat(60_000)).repeat(10));
    assert!(read(joined.as_bytes()).ok());
}

#[test]
fn spans_lead_back_to_the_source() {
    let text = b"FROM a\nRU\\\n# note\nN --mou\"nt\"=a \\\n [\"\\u0062c\"]\nCMD [\"\\u0062c\"]\nRUN <<x\ny\nx\nUSER z";
    let file = read(text);
    let source = |range: std::ops::Range<usize>| String::from_utf8_lossy(&text[range]).into_owned();
    let run = &file.instructions[1];
    assert_eq!(source(run.word.span().range()), "RU\\\n# note\nN");
    assert_eq!(source(run.word.span_of(2..3).range()), "N");
    assert_eq!(source(run.flags[0].span_of(4..7).range()), "u\"nt");
    assert_eq!(source(run.args[0].span_of(1..2).range()), "c");
    let cmd = &file.instructions[2];
    assert_eq!(source(cmd.args[0].span_of(0..1).range()), "\\u0062");
    assert_eq!(source(cmd.args[0].span_of(1..2).range()), "c");
    let heredoc = &file.instructions[3];
    assert_eq!(source(heredoc.span.range()), "RUN <<x\ny\nx");
    assert_eq!(source(heredoc.heredocs[0].content.span().range()), "y\n");
    assert_eq!(source(file.instructions[4].span.range()), "USER z");
}
