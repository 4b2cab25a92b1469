//! Nesting without brackets, values that grow, the same list a thousand times. Nothing may crash, or cost more than its length.

use std::time::{Duration, Instant};

use super::said;

/// An unoptimised build takes smaller ones of the same kind.
const SCALE: usize = if cfg!(debug_assertions) { 8 } else { 1 };

/// Reads the program on the stack of a worker thread.
fn survives(text: String, ending: &'static str) {
    let shown: String = text.chars().take(60).collect();
    let reader = std::thread::Builder::new().stack_size(2 << 20);
    let started = Instant::now();
    let thread = reader.spawn(move || drop(said(&text, ending)));
    thread.unwrap().join().unwrap();
    let took = started.elapsed();
    assert!(took < Duration::from_secs(30), "{took:?} for {ending}: {shown}");
}

#[test]
fn what_stands_behind_itself_a_hundred_thousand_times() {
    for (ending, piece) in [
        ("awk", "|&"),
        ("awk", "| "),
        ("awk", "getline|"),
        ("py", "lambda:"),
        ("py", "lambda x:"),
        ("py", "return "),
        ("py", "a="),
        ("py", "a+="),
        ("py", "a,b="),
        ("py", "import a "),
        ("py", "x for x in "),
        ("py", "for x in "),
        ("py", "def f(x):\n"),
        ("py", "[x for x in "),
        ("py", "f'{"),
        ("py", "'\\u{"),
        ("js", "[..."),
        ("js", "x=>"),
        ("js", "(x)=>"),
        ("js", "(x=>"),
        ("js", "{a,b}="),
        ("js", "`${"),
        ("js", "/["),
        ("js", "/[/"),
        ("js", "function(x){"),
        ("js", "for(a;"),
        ("js", "for({;"),
        ("rb", "puts "),
        ("rb", "system "),
        ("rb", "def f(x)\n"),
        ("rb", "def f "),
        ("rb", "%w["),
        ("rb", "<<E\n"),
        ("pl", "map{}"),
        ("pl", "map chr,"),
        ("pl", "q("),
        ("pl", "tr/a/"),
        ("pl", "shift "),
        ("php", "{$x["),
        ("php", "\"{$x["),
        ("groovy", "def a="),
        ("c", "#define a "),
        ("c", "#define a(b) "),
        ("c", "void f("),
        ("c", "void f() {"),
        ("rs", "r#\""),
        ("rs", "f!["),
        ("lua", "function f(x)\n"),
        ("go", "[]string{"),
        ("scala", "a.!"),
        ("exs", "def f do\n"),
    ] {
        survives(piece.repeat(100_000 / SCALE), ending);
    }
}

#[test]
fn a_long_list_that_is_used_often_costs_what_it_is_long() {
    let list = |item: &str| format!("x = [{}]\n", item.repeat(40_000 / SCALE));
    for (ending, item, uses) in [
        ("py", "'a',", "os.system(x)\n"),
        ("py", "'a',", "y = list(reversed(x))\n"),
        ("py", "'a',", "y = x[1:]\n"),
        ("py", "'a',", "a, b = x\n"),
        ("py", "'a',", "for y in x: os.system(y)\n"),
        ("py", "'a',", "y = ''.join(x)\n"),
        ("py", "'a',", "x.append('a')\n"),
        ("py", "'a',", "x = x + x\n"),
        ("py", "'a',", "y = reduce(f, x)\n"),
        ("py", "97,", "y = bytes(x)\n"),
        ("py", "97,", "os.system(x)\n"),
        ("js", "'a',", "y = [...x]\n"),
        ("js", "'a',", "y = x.map(a => a + 'b')\n"),
        ("js", "'a',", "exec(x)\n"),
        ("rb", "'a',", "system x\n"),
    ] {
        survives(list(item) + &uses.repeat(20_000 / SCALE), ending);
    }
    let text = format!("$x = '{}';\n", "a".repeat(100_000 / SCALE));
    for uses in ["$x =~ tr/a-z\\x{100}-\\x{1ff}/b/;\n", "$y = reverse $x;\n", "$y = $x x 100;\n"] {
        survives(text.clone() + &uses.repeat(20_000 / SCALE), "pl");
    }
    let text = format!("x = '{}'\n", "a".repeat(100_000 / SCALE));
    for uses in [
        "x = x + x\n",
        "y = x.replace('a', 'bb')\n",
        "y = x * 9999999\n",
        "y = '%s%s' % (x, x)\n",
        "y = x.split('a')\n",
        "for c in x: os.system(c)\n",
        "y = f'{x}{x}'\n",
    ] {
        survives(text.clone() + &uses.repeat(20_000 / SCALE), "py");
    }
}

#[test]
fn templates_in_bodies_that_are_gone_through_again_cost_their_length() {
    let template = format!("`${{ {} }}`", "a + ".repeat(20_000 / SCALE));
    let text = format!("for (const x of 'abcdefghijklmnopqrstuvwxyz') {{ y += {template} }}\n");
    survives(text.repeat(4), "js");
    let text = format!("function f(x) {{ exec(x + {template}) }}\n{}", "f('a')\n".repeat(2_000));
    survives(text, "js");
}
