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

/// The commands of a Makefile, one a line; what nobody knows is a question mark.
fn commands(makefile: &str) -> String {
    make(&text(makefile)).as_str().replace(crate::source::UNKNOWN, "?")
}

#[test]
fn what_has_been_worked_out_is_not_worked_out_again() {
    let case = "define F\ncase \"$(U)\" in A*|B*) echo x;; *) echo y;; esac\nendef\nX := $(shell $(F))\nall:\n\trm lib.$(X) *.o\n";
    assert!(commands(case).ends_with("\nrm lib.? *.o\n"), "{}", commands(case));
    // what a constant command prints is part of the name
    let constant = "X := $(shell printf %s xm)\nall:\n\t$(X)rig\n";
    assert_eq!(commands(constant), "printf %s xm\n$(printf %s xm)rig\n");
    assert_eq!(commands("A := $$(nproc)\nall:\n\trun $(A)\n"), "run $(nproc)\n");
}

#[test]
fn arguments_are_parted_as_they_are_written() {
    let foreach = "e =$(shell echo '$(1)' | jq -r '. | join(\" \")')\nall:\n\t$(foreach p,$(call e,a),put '$(p)' -x)\n";
    assert!(commands(foreach).ends_with("\nput '?' -x\n"), "{}", commands(foreach));
    let calls = "F = run $(1) $(2) $(3)\nall:\n\t$(call F,a,(b,c),d)\n";
    assert_eq!(commands(calls), "run a (b,c) d\n");
    let words = "all:\n\t$(foreach p,a b,put $(p);)\n";
    assert_eq!(commands(words), "put a; put b;\n");
    assert_eq!(
        commands("S := $(E) $(E)\nE :=\nA = a b\nall:\n\tput $(subst $(E) ,,,$(A))\n"),
        "put ,ab\n"
    );
}

#[test]
fn variables_of_a_definition_that_is_evaluated_are_no_commands() {
    let body =
        "define T\n@if ! $$(CMD_$(1)) >x; then\nput $$(shell printf %s xm)rig $$(nproc)\nendef\n";
    assert_eq!(commands(body), "if ! ? >x; then\nprintf %s xm\nput $(printf %s xm)rig $(nproc)\n");
}

#[test]
fn the_shell_of_a_makefile_is_the_one_that_it_names() {
    let makefile = "SHELL := /usr/bin/env bash\nall:\n\trun\n";
    assert_eq!(commands(makefile), "#!/bin/bash\nrun\n");
    assert_eq!(commands("SHELL = /bin/sh\nall:\n\trun\n"), "run\n");
}
