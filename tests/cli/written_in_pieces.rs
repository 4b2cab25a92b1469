//! A program that a text writes in pieces is judged as one that it writes at once, whatever stands between the pieces.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE};

use crate::hidden_programs::{gzip, program};
use crate::project::Project;

/// The program with bytes behind it that no packer makes shorter.
fn long_program() -> Vec<u8> {
    let noise = (0..1500_u32).map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()[1]);
    program().into_iter().chain(noise).collect()
}

fn pieces(bytes: &[u8], length: usize, written: impl Fn(&[u8]) -> String) -> Vec<String> {
    bytes.chunks(length).map(written).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

/// Eight groups of four digits.
fn address(bytes: &[u8]) -> String {
    pieces(bytes, 2, hex).join(":")
}

fn uuid(bytes: &[u8]) -> String {
    let digits = hex(bytes);
    let groups = [0..8, 8..12, 12..16, 16..20, 20..32];
    groups.map(|it| digits.get(it).unwrap_or_default()).join("-")
}

fn with_each(pieces: &[String], front: &str, back: &str) -> String {
    pieces.iter().map(|piece| [front, piece, back].concat()).collect()
}

fn texts() -> Vec<(&'static str, String)> {
    let program = long_program();
    let packed = gzip(&program);
    let padded = pieces(&packed, 100, |it| STANDARD.encode(it));
    let bare = pieces(&packed, 100, |it| STANDARD_NO_PAD.encode(it));
    let digits = pieces(&packed, 100, hex);
    let whole = pieces(STANDARD.encode(&packed).as_bytes(), 64, |it| {
        String::from_utf8_lossy(it).into_owned()
    });
    let keyed = padded.iter().enumerate().map(|(number, it)| format!("\"p{number}\": \"{it}\""));
    let keyed = keyed.collect::<Vec<_>>().join(",\n ");
    let aligned: Vec<u8> = program.iter().copied().chain([0; 16]).take(1600).collect();
    vec![
        ("lines that are padded", padded.join("\n")),
        ("elements that are padded", format!("x = ['{}']\n", padded.join("', '"))),
        ("calls that are joined", format!("x = atob(\"{}\")\n", padded.join("\") + atob(\""))),
        ("members of an object", format!("{{{keyed}}}\n")),
        ("commands", with_each(&padded, "echo ", " | base64 -d >> /srv/x\n")),
        ("rows of a table", with_each(&padded, "INSERT INTO t VALUES ('", "');\n")),
        ("elements without padding", format!("x = [\"{}\"]\n", bare.join("\", \""))),
        ("lines without padding", bare.join("\n")),
        ("strings that are joined", format!("x = \"{}\";\n", whole.join("\" +\n    \""))),
        ("elements in digits", format!("<d>{}</d>\n", digits.join("</d><d>"))),
        (
            "letters of addresses",
            with_each(&pieces(&packed, 99, |it| URL_SAFE.encode(it)), "", "|"),
        ),
        ("UUIDs", pieces(&aligned, 16, uuid).join("\n")),
        ("addresses of IPv6", pieces(&aligned, 16, address).join("\n")),
        ("words, the highest byte first", with_each(&pieces(&aligned, 4, hex), "0x", ", ")),
        ("a number in each line", with_each(&pieces(&program, 1, hex), "", "\n")),
    ]
}

#[test]
fn pieces_are_judged_as_the_whole() {
    let project = Project::new();
    for (number, (_, text)) in texts().iter().enumerate() {
        project.write(&format!("root/{number}/data"), text);
    }
    let run = project.run(&["scan", "--format", "short", "root"]);
    let is_stopped = |number: usize| {
        let stopped = format!("STOP[miner-file-content] `{number}/data");
        run.out.lines().any(|line| line.contains(&stopped))
    };
    let texts = texts();
    let missed = texts.iter().enumerate().filter(|(number, _)| !is_stopped(*number));
    let missed: Vec<&str> = missed.map(|(_, (name, _))| *name).collect();
    assert!(missed.is_empty(), "{missed:?}: {}", run.out);
}

#[test]
fn what_follows_a_whole_archive_is_no_piece_of_it() {
    let [one, two] = [&b"one text\n"[..], b"another text\n"].map(|it| STANDARD.encode(gzip(it)));
    let picture = STANDARD.encode([&b"\x89PNG\r\n\x1a\n"[..], &long_program()[64..]].concat());
    let project = Project::new();
    let document = format!("[\"{one}\", \"{picture}\", \"{two}\", \"application/octet-stream\"]\n");
    project.write("root/data.json", document);
    project.write("root/mail", format!("Content: base64\n\n{one}\n--boundary1Of2Parts--\n"));
    let run = project.run(&["scan", "--format", "short", "-q", "root"]);
    assert_eq!((run.code, run.out.as_str()), (0, ""), "{}", run.err);
}
