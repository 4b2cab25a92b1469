//! Compiled Java: the constants of a class as a program text.
//!
//! Follows the constant pool of the class file format (JVMS 4.4); no instructions are read, so which constants a call gets
//! is told by their order: compilers write them as they meet them. Linear.

/// Constants of a class that are kept: a class has at most 65,535.
const MOST: usize = 1 << 16;
/// Arguments behind the path of a program.
const MOST_ARGUMENTS: usize = 8;

/// Classes that start programs.
const STARTS: [&str; 2] = ["java/lang/ProcessBuilder", "java/lang/Runtime"];

/// True if the bytes are a class: the magic number is also that of fat binaries, which have few parts where a class has a
/// version of at least 45.
pub(super) fn is_class(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xca\xfe\xba\xbe")
        && matches!(bytes.get(6..8), Some([high, low]) if *high > 0 || *low >= 45)
}

/// The constants of a class, as code that starts those that may be commands, if the class starts any.
pub(super) fn text(bytes: &[u8]) -> Option<String> {
    let strings = strings(bytes.get(10..).filter(|_| is_class(bytes))?);
    let starts = strings.iter().any(|string| STARTS.contains(string));
    let mut out = String::from("class A {\n");
    let mut rest = strings.as_slice();
    while let Some((first, behind)) = rest.split_first() {
        rest = behind;
        if !starts || !is_command(first) {
            call("constant", std::slice::from_ref(first), &mut out);
            continue;
        }
        let count = behind.iter().take(MOST_ARGUMENTS).take_while(|it| is_argument(it)).count();
        let (arguments, behind) = behind.split_at_checked(count).unwrap_or((&[], behind));
        let words: Vec<&str> = std::iter::once(*first).chain(arguments.iter().copied()).collect();
        call("Runtime.getRuntime().exec", &words, &mut out);
        rest = behind;
    }
    out.push_str("}\n");
    Some(out)
}

/// A path, or a line of words.
fn is_command(string: &str) -> bool {
    string.starts_with('/') && string.len() > 2 || string.trim().contains(' ')
}

/// No name of a class, and no descriptor of a method.
fn is_argument(string: &str) -> bool {
    let is_address = string.contains("://") || string.contains(':');
    string.starts_with('-') || is_address && !string.contains(['(', ';', ' '])
}

fn call(name: &str, strings: &[&str], out: &mut String) {
    out.push_str(name);
    out.push('(');
    for (index, string) in strings.iter().enumerate() {
        out.push_str(if index > 0 { ", \"" } else { "\"" });
        for c in string.chars() {
            match c {
                '"' | '\\' => out.extend(['\\', c]),
                '\n' => out.push_str("\\n"),
                '$' => out.push_str("\\$"),
                _ => out.push(c),
            }
        }
        out.push('"');
    }
    out.push_str(");\n");
}

/// The texts of the constant pool, in their order.
fn strings(pool: &[u8]) -> Vec<&str> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some((tag, rest)) = pool.get(at..).and_then(<[u8]>::split_first)
        && out.len() < MOST
    {
        let length = match tag {
            1 => {
                let Some([high, low]) = rest.first_chunk() else { break };
                let length = usize::from(*high) << 8 | usize::from(*low);
                let text = rest.get(2..).and_then(|rest| rest.get(..length));
                out.extend(text.and_then(|text| std::str::from_utf8(text).ok()));
                2 + length
            }
            3 | 4 | 9..=12 | 17 | 18 => 4,
            5 | 6 => 8,
            7 | 8 | 16 | 19 | 20 => 2,
            15 => 3,
            _ => break,
        };
        at += 1 + length;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{is_class, text};

    fn class(constants: &[&str]) -> Vec<u8> {
        let mut bytes = b"\xca\xfe\xba\xbe\0\0\0\x41\0\x20".to_vec();
        for constant in constants {
            bytes.extend([8, 0, 9, 1, 0, u8::try_from(constant.len()).expect("short")]);
            bytes.extend(constant.as_bytes());
        }
        bytes
    }

    #[test]
    fn a_class_that_names_a_starting_class_may_start_its_constants() {
        let constants = ["/opt/tool", "-o", "h.example.invalid:1", "java/lang/Runtime", "name"];
        let text = text(&class(&constants)).expect("a class");
        assert!(text.contains("exec(\"/opt/tool\", \"-o\", \"h.example.invalid:1\")"), "{text}");
        assert!(text.contains("constant(\"name\")"), "{text}");
    }

    #[test]
    fn other_classes_only_have_constants() {
        let text = text(&class(&["/opt/tool \"x\"", "java/lang/String"])).expect("a class");
        assert!(text.contains("constant(\"/opt/tool \\\"x\\\"\")"), "{text}");
        assert!(!text.contains("exec("), "{text}");
    }

    #[test]
    fn fat_binaries_and_cut_pools_are_no_classes() {
        assert!(!is_class(b"\xca\xfe\xba\xbe\0\0\0\x02"));
        assert_eq!(
            text(b"\xca\xfe\xba\xbe\0\0\0\x41\0\x02\x01\0\xff").as_deref(),
            Some("class A {\n}\n")
        );
    }
}
