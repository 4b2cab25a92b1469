//! Words that the rule tells from others, each with one that is just not one.

use super::*;

#[test]
fn paths_of_windows_are_told_by_drive_variable_or_ending() {
    for word in
        ["C:\\x", "c:x", "%windir%\\x", "a.bat", "a.cmd", "a.com", "A.EXE", "a.msi", "a.ps1"]
    {
        assert!(is_windows_path(word), "{word}");
    }
    for word in ["", "c", "1:x", "cx:", "a.sh", "exe", "a\\b"] {
        assert!(!is_windows_path(word), "{word}");
    }
}

#[test]
fn sets_of_tr_that_leave_words_what_they_are() {
    for set in ["A-Z", "a-z", "[A-Z]", "[a-z]", "[:upper:]", "[:lower:]"] {
        assert!(is_case(set) && !separates(set), "{set}");
    }
    for set in [
        " ",
        "\\n",
        "\\r",
        "\\t",
        "\\f",
        "\\v",
        "\\\\",
        "\\0",
        "\\012",
        "\n",
        ",",
        ":",
        ";",
        "|",
        "\"",
        "'",
        "\0",
        "[:space:]",
        "[:blank:]",
        "\\n ,",
        "",
    ] {
        assert!(separates(set), "{set:?}");
        assert!(!is_case(set), "{set:?}");
    }
    for set in ["a", "A-Za-z", "\\x", "n", "1", " a", "\\na", "\\01a", "[:alpha:]"] {
        assert!(!separates(set) && !is_case(set), "{set:?}");
    }
}

#[test]
fn an_encoded_command_may_be_written_shorter() {
    for flag in ["-e", "-E", "-en", "-enc", "-EncodedCommand", "/e", "/EncodedCommand"] {
        assert!(is_encoded_flag(flag), "{flag}");
    }
    for flag in ["", "-", "e", "-ex", "-ec", "-c", "-encodedcommandx", "/", "/c", "encodedcommand"]
    {
        assert!(!is_encoded_flag(flag), "{flag}");
    }
}

#[test]
fn a_pattern_of_an_interpreter_leaves_version_or_directory_open() {
    for word in [
        "python3*",
        "/usr/bin/python3*",
        "/usr/bin/python3",
        "/opt/jdk*/bin/java",
        "/opt/*/bin/javac",
        "/opt/jdk*/bin/java*",
    ] {
        assert!(names_interpreter(word), "{word}");
    }
    for word in [
        "/usr/bin/py*n3",
        "/usr/bin/*",
        "/usr/bin/x*",
        "/opt/j*k/bin/java",
        "/usr/bin/python?",
        "/usr/[a-z]/python3",
        "/usr/{a,b}/python3",
        "/usr/bin/*python3",
    ] {
        assert!(!names_interpreter(word), "{word}");
    }
}

#[test]
fn a_pattern_is_more_than_a_test_and_no_assignment() {
    for program in ["/b??/sh", "/opt/*", "a[b]", "ab?"] {
        assert!(is_glob(program), "{program}");
    }
    for program in ["a?", "*", "[", "[[", "[ab]c", "a=*", "abc"] {
        assert!(!is_glob(program), "{program}");
    }
}
