//! What the build script refuses of the intelligence's data.

// The build script's own modules, compiled once more to test them.
#[allow(dead_code, unreachable_pub, reason = "the program uses the rest")]
#[path = "../src/intel/builder.rs"]
mod builder;
#[path = "../src/intel/data_check.rs"]
mod data_check;
#[path = "../src/intel/data_file.rs"]
mod data_file;
#[allow(dead_code, unreachable_pub, reason = "the program uses the rest")]
#[path = "../src/intel/kind.rs"]
mod kind;
#[allow(dead_code, unreachable_pub, reason = "the program uses the rest")]
#[path = "../src/intel/table.rs"]
mod table;

const ORIGIN: &str = "[[origin]]\nid = 'o'\ntitle = 't'\nlicence = 'l'\ndate = '2026-01'\n";

fn problems(rest: &str) -> String {
    let mut data = data_file::Data::default();
    let read = data.read("f.toml", &format!("{ORIGIN}{rest}"));
    assert!(data.origins().all(|origin| origin.id == "o"));
    match read.map_err(|problem| vec![problem]).and_then(|()| data.compile().map(drop)) {
        Ok(()) => String::new(),
        Err(problems) => problems.join("\n"),
    }
}

#[test]
fn a_data_file_with_an_error_stops_the_build() {
    let row = |fields: &str| format!("[entries]\npool = [ {{ {fields} }} ]");
    let good = "value = 'p.example', strength = 'strong', source = 'o', date = '2026-01-31'";
    assert_eq!(problems(&row(good)), "");
    for (broken, expected) in [
        (row("value = 'p.example', strength = 'strong', source = 'o'"), "missing field `date`"),
        (
            row("value = 'p.example', strength = 'strong', date = '2026-01'"),
            "missing field `source`",
        ),
        (row(&good.replace("'o'", "'x'")), "no origin `x`"),
        (row(&good.replace("'strong'", "'high'")), "no strength `high`"),
        (row(&good.replace("2026-01-31", "2026-13")), "is no date"),
        (row(&good.replace("2026-01-31", "31.1.2026")), "is no date"),
        (row(&good.replace("p.example", "p.example/x")), "bad shape"),
        (row(&format!("{good}, extra = 1")), "unknown field `extra`"),
        (row(&format!("{good} }}, {{ {}", good.replace("p.ex", "P.ex"))), "bad shape"),
        (row(&format!("{good} }}, {{ {good}")), "is there twice"),
        (row(good).replace("pool", "pol"), "no kind `pol`"),
        (row(good).replace("pool", "wallet"), "bad shape"),
        (row(good).replace("pool", "repository"), "bad shape"),
        (
            "[[product]]\nname = 'n'\nkind = 'x'\nsource = 'o'\ndate = '2026-01'".into(),
            "no kind `x`",
        ),
    ] {
        let found = problems(&broken);
        assert!(found.contains(expected), "{broken}: {found}");
    }
}
