//! Makefiles and justfiles as commands.

use super::{just, make};
use crate::source::{FileId, Span, Text};

fn text(text: &str) -> Text {
    Text::verbatim(text, Span::new(FileId::default(), 0, text.len()))
}

#[test]
fn recipes_have_their_variables_and_functions() {
    let makefile = "A = one\nB := $(A)$(subst x,y,xx)\nall: dep\n\t@echo $(B) $$HOME \\\n\t  two\nC = $(shell run $(A))\n";
    assert_eq!(make(&text(makefile)).as_str(), "echo oneyy $HOME two\nrun one\n");
}

#[test]
fn definitions_and_calls_are_filled() {
    let makefile = "define F\nput $(1)\nendef\nall: ; $(call F,it)\n";
    assert!(make(&text(makefile)).contains("put it\n"));
}

#[test]
fn a_tab_starts_a_recipe_behind_a_rule_only() {
    let made =
        make(&text("ifeq ($(OS),x)\n\t?exe :=.exe\nendif\nall:\nifdef A\n\trun $(?exe)\nendif\n"));
    assert_eq!(made.as_str(), "run .exe\n");
}

#[test]
fn definitions_of_rules_and_of_other_text_are_no_commands() {
    let body = "define F\n$(1)_cc=$$(CC)\n$(1)/x: y\nm::path p(argv[0]);\nput it\nendef\n";
    assert_eq!(make(&text(body)).as_str(), "put it\n");
}

#[test]
fn variables_that_name_each_other_end() {
    let made = make(&text("A = $(B)$(B)\nB = $(A)$(A)\nall:\n\trun $(A)\n"));
    assert!(made.starts_with("run "), "{}", made.as_str());
}

#[test]
fn justfiles_join_their_values() {
    assert_eq!(just(&text("a := \"x\" + 'y'\nb:\n    @run {{a}}z\n")).as_str(), "run xyz\n");
}
