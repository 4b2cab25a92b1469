//! A second opinion: on files that need none of what the crate `dockerfile-parser` does not know (here-documents,
//! `# escape=`, a BOM), it and the reader of minestop name the same instructions and stages.

use crate::dockerfile::{self, Keyword};
use crate::source::FileId;
use dockerfile_parser::{Dockerfile as Other, Instruction};
use proptest::prelude::*;

/// The instruction word as the other crate understands it; those it knows no type for it keeps as `Misc`.
fn word(instruction: &Instruction) -> String {
    match instruction {
        Instruction::From(_) => "FROM".to_owned(),
        Instruction::Arg(_) => "ARG".to_owned(),
        Instruction::Label(_) => "LABEL".to_owned(),
        Instruction::Run(_) => "RUN".to_owned(),
        Instruction::Entrypoint(_) => "ENTRYPOINT".to_owned(),
        Instruction::Cmd(_) => "CMD".to_owned(),
        Instruction::Copy(_) => "COPY".to_owned(),
        Instruction::Env(_) => "ENV".to_owned(),
        Instruction::Misc(misc) => misc.instruction.content.to_uppercase(),
    }
}

fn ordinary_line() -> impl Strategy<Value = String> {
    let argument = "[a-z][a-z0-9/.]{0,12}";
    prop_oneof![
        (argument, argument).prop_map(|(a, b)| format!("RUN {a} \\\n    {b}")),
        (argument, argument).prop_map(|(a, b)| format!("RUN {a} \\\n# a comment\n  && {b}")),
        (argument, argument).prop_map(|(a, b)| format!("COPY {a} /{b}")),
        (argument, argument).prop_map(|(a, b)| format!("ENV {} {b}", a.replace(['/', '.'], "_"))),
        (argument, argument).prop_map(|(a, b)| format!("CMD [\"{a}\", \"{b}\"]")),
        argument.prop_map(|a| format!("entrypoint {a}")),
        argument.prop_map(|a| format!("workdir /{a}")),
        argument.prop_map(|a| format!("User {a}")),
        (argument, "[a-z]{1,8}")
            .prop_map(|(a, b)| format!("FROM {}:1 AS {b}", a.replace(['/', '.'], "x"))),
        Just("# a comment".to_owned()),
        Just(String::new()),
    ]
}

proptest! {
    #[test]
    fn both_name_the_same_instructions(lines in prop::collection::vec(ordinary_line(), 0..20)) {
        let text = format!("FROM debian:12\n{}\n", lines.join("\n"));
        let other = Other::parse(&text).unwrap();
        let ours = dockerfile::parse(FileId(0), text.as_bytes());
        let other_words: Vec<String> = other.instructions.iter().map(word).collect();
        let our_words: Vec<String> =
            ours.instructions.iter().map(|it| it.keyword.word().to_owned()).collect();
        prop_assert_eq!(our_words, other_words, "{}", text);
        let froms = ours.instructions.iter().filter(|it| it.keyword == Keyword::From).count();
        prop_assert_eq!(froms, other.stages().stages.len());
    }

    #[test]
    fn any_bytes_give_a_tree_whose_spans_lie_in_the_file(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let tree = dockerfile::parse(FileId(0), &bytes);
        for instruction in &tree.instructions {
            prop_assert!(instruction.span.start <= instruction.span.end);
            prop_assert!(instruction.span.end as usize <= bytes.len());
        }
        let _ = dockerfile::resolve(&tree, &dockerfile::BuildOptions::default());
    }

    #[test]
    fn pieces_of_dockerfiles_in_any_order_give_a_tree(
        pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40)
    ) {
        let text = pieces.concat();
        let tree = dockerfile::parse(FileId(0), text.as_bytes());
        for instruction in &tree.instructions {
            prop_assert!(instruction.span.end as usize <= text.len());
        }
        let _ = dockerfile::resolve(&tree, &dockerfile::BuildOptions::default());
    }
}

/// What makes reading difficult.
const PIECES: &[&str] = &[
    "FROM a\n",
    "FROM a AS b\n",
    "RUN ",
    "COPY --from=b ",
    "ONBUILD ",
    "ENV A=",
    "ARG X\n",
    "<<E",
    "<<-E",
    "<<'E'",
    "E\n",
    "\n",
    "\\\n",
    "\\ \n",
    "# escape=`\n",
    "`\n",
    "# syntax=a/b\n",
    "[\"a\", ",
    "\"b\"]\n",
    "${X:-",
    "}",
    "$X",
    "'",
    "\"",
    "\u{feff}",
    "\r\n",
    "\0",
    "\u{17f}",
    "\u{212a}",
    "--mount=type=bind,",
    "from=a",
    " ",
    "\t",
    "é",
];
