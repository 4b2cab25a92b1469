//! Programs that are built here, from three languages, with what a miner cannot do without: found under any name,
//! stripped, packed into archives and deleted by a later layer. They are inert: they only print their length.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;

use super::scan::{image, tar};
use crate::hidden_programs::gzip;
use crate::project::Project;

/// What stands in each program.
const WORDS: [&str; 4] =
    ["stratum+tcp://", "mining.subscribe", "mining.authorize", "mining.set_difficulty"];

/// The words in a source of each language, with the command that builds it.
fn sources() -> [(&'static str, String, Vec<&'static str>); 3] {
    let listed = WORDS.map(|word| format!("\"{word}\"")).join(", ");
    let c = format!(
        "#include <stdio.h>\n#include <string.h>\nstatic const char *const words[] = {{{listed}}};\n\
         int main(int n, char **a) {{ (void)a; printf(\"%zu\\n\", strlen(words[n % 4])); return 0; }}\n"
    );
    let rust = format!(
        "fn main() {{ let words = [{listed}]; let n = std::env::args().count() % 4;\n\
         println!(\"{{}}\", words[n].bytes().fold(0_u32, |a, b| a ^ u32::from(b))); }}\n"
    );
    let lines = WORDS.map(|word| format!(".asciz \"{word}\"")).join("\n");
    let assembly = format!(
        ".section .rodata\nwords:\n{lines}\n.text\n.globl main\nmain:\nret\n\
         .section .note.GNU-stack,\"\",%progbits\n"
    );
    [
        ("tool.c", c, vec!["cc", "-O1", "-o"]),
        ("tool.s", assembly, vec!["cc", "-o"]),
        ("tool.rs", rust, vec!["rustc", "-O", "-C", "strip=symbols", "-o"]),
    ]
}

/// Builds and strips one program.
fn build(folder: &Path, name: &str, text: &str, command: &[&str]) -> PathBuf {
    let (source, program) = (folder.join(name), folder.join(name.replace('.', "-")));
    fs::write(&source, text).expect("a source can be written");
    let (compiler, options) = command.split_first().expect("there is a compiler");
    let status = Command::new(compiler).args(options).arg(&program).arg(&source).status();
    assert!(status.expect("the compiler starts").success(), "{name} is built");
    if *compiler == "cc" {
        let status = Command::new("strip").arg(&program).status();
        assert!(status.expect("strip starts").success(), "{name} is stripped");
    }
    program
}

#[test]
fn programs_of_three_languages_are_found_wherever_they_are() {
    let project = Project::new();
    for (name, text, command) in sources() {
        let program =
            fs::read(build(&project.path(""), name, &text, &command)).expect("it was built");
        let packed = gzip(&tar(&[("deep/php8", &program)]));
        let layers = [
            tar(&[("usr/sbin/nginx_worker", &program)]),
            tar(&[("opt/assets.tar.gz", &packed)]),
            tar(&[("usr/sbin/.wh.nginx_worker", b""), ("opt/.wh.assets.tar.gz", b"")]),
        ];
        project.write("image.tar", image(json!({"config": {"Cmd": ["/bin/web"]}}), &layers));
        let run = project.run(&["scan", "image.tar"]);
        assert_eq!(run.code, 1, "{name}: {}{}", run.out, run.err);
        for part in [
            "`usr/sbin/nginx_worker` is a program that mines",
            "`opt/assets.tar.gz!deep/php8` is a program that mines",
            "layer 3 deletes it, but the image still ships it",
        ] {
            assert!(run.out.contains(part), "{name}: {part:?} in\n{}", run.out);
        }
    }
}
