//! Compiled Python and Java, objects of git, JSON with NUL behind it: the text that stands in bytes which are none themselves.
//!
//! No reader of bytecode: the constants of a compiled module are found by how CPython's `marshal` writes strings, which
//! is the same from 3.6 to 3.14 (`Python/marshal.c`). Linear, and never longer than what it is given by more than a
//! constant factor.

use crate::content::class_file;
use crate::source::one_byte_each;

/// Strings of a module that are kept: large programs have a few thousand.
const MOST: usize = 16_384;

/// Names of functions that start programs: a module that names one may start what its constants say.
const STARTS: [&str; 12] = [
    "system",
    "popen",
    "Popen",
    "check_call",
    "check_output",
    "getoutput",
    "execv",
    "execvp",
    "execl",
    "execlp",
    "spawnv",
    "subprocess",
];

/// True if [`text`] finds something in data that starts like this.
pub(crate) fn holds_text(bytes: &[u8]) -> bool {
    is_module(bytes)
        || git_blob(bytes).is_some()
        || class_file::is_class(bytes)
        || json(bytes).is_some()
}

/// The text in data that is no text itself.
pub(crate) fn text(bytes: &[u8]) -> Option<String> {
    let text = git_blob(bytes).or_else(|| json(bytes)).map(|it| one_byte_each(it).into_owned());
    text.or_else(|| class_file::text(bytes)).or_else(|| python(bytes))
}

/// An object of JSON in front of a NUL: who reads it in C sees nothing else.
fn json(bytes: &[u8]) -> Option<&[u8]> {
    let end = memchr::memchr(0, bytes)?;
    let head = bytes.get(..end)?;
    let is_object =
        head.trim_ascii_start().starts_with(b"{") && head.trim_ascii_end().ends_with(b"}");
    (is_object && std::str::from_utf8(head).is_ok()).then_some(head)
}

/// Two bytes of the version, which are 3379 for 3.6 and below 4096 for all that are known, then `\r\n`.
fn is_module(bytes: &[u8]) -> bool {
    matches!(bytes, [_, 0x0d | 0x0e, b'\r', b'\n', ..])
}

/// The constants of a compiled Python module as a program text: what may be a command is one, if the module starts any.
fn python(bytes: &[u8]) -> Option<String> {
    let strings = strings(bytes.get(4..).filter(|_| is_module(bytes))?);
    let starts = strings.iter().any(|string| STARTS.contains(string));
    let mut out = String::new();
    for string in strings {
        let is_command = starts && (string.starts_with('/') || string.trim().contains(' '));
        out.push_str(if is_command { "os.system(\"" } else { "constant = \"" });
        for c in string.chars() {
            match c {
                '"' | '\\' => out.extend(['\\', c]),
                '\n' => out.push_str("\\n"),
                _ => out.push(c),
            }
        }
        out.push_str(if is_command { "\")\n" } else { "\"\n" });
    }
    Some(out)
}

/// The strings of a marshalled value, in their order.
fn strings(bytes: &[u8]) -> Vec<&str> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty() && out.len() < MOST) {
        match string(rest) {
            Some((string, length)) => {
                out.push(string);
                at += length;
            }
            None => at += 1,
        }
    }
    out
}

/// The string that starts here, with the bytes that it takes; the highest bit of its kind says that it is referred to.
fn string(bytes: &[u8]) -> Option<(&str, usize)> {
    let (kind, rest) = bytes.split_first()?;
    let (head, length) = match kind & 0x7f {
        b'z' | b'Z' => (2, usize::from(*rest.first()?)),
        b'a' | b'A' | b'u' | b't' | b's' => {
            let length = rest.first_chunk::<4>().copied()?;
            (5, usize::try_from(u32::from_le_bytes(length)).ok()?)
        }
        _ => return None,
    };
    let whole = bytes.get(head..)?.get(..length)?;
    // A length has a zero in it, so that no two strings that may start in front of one reach over the same bytes here.
    let is_control = |byte: &u8| byte.is_ascii_control() && !matches!(byte, b'\n' | b'\t');
    let end = whole.iter().position(is_control).unwrap_or(length);
    let (text, behind) = whole.split_at_checked(end)?;
    if behind.iter().any(|byte| *byte != 0) {
        return None;
    }
    let text = std::str::from_utf8(text).ok()?;
    // Shorter ones are found in any bytes by chance.
    let is_text =
        text.len() > 2 && text.chars().all(|c| !c.is_control() || matches!(c, '\n' | '\t'));
    is_text.then_some((text, head + length))
}

/// The content of a blob of git, as it is inflated from a loose object (`gitformat-loose`).
fn git_blob(bytes: &[u8]) -> Option<&[u8]> {
    let rest = bytes.strip_prefix(b"blob ")?;
    let end = memchr::memchr(0, rest.get(..20).unwrap_or(rest))?;
    let (size, content) = rest.split_at_checked(end)?;
    let is_size = !size.is_empty() && size.iter().all(u8::is_ascii_digit);
    content.get(1..).filter(|_| is_size)
}

#[cfg(test)]
mod tests {
    use super::{git_blob, json, python};

    fn module(constants: &[&str]) -> Vec<u8> {
        let mut bytes = b"\xa7\x0d\r\n\0\0\0\0\0\0\0\0\0\0\0\0\xe3\0\0\0\0".to_vec();
        for constant in constants {
            bytes.extend([0xda, u8::try_from(constant.len()).expect("short")]);
            bytes.extend(constant.as_bytes());
            bytes.extend([b'r', 1, 0, 0, 0]);
        }
        bytes
    }

    #[test]
    fn constants_of_a_module_are_found_in_their_order() {
        let text = python(&module(&["first value", "/opt/tool"])).expect("a module");
        assert_eq!(text, "constant = \"first value\"\nconstant = \"/opt/tool\"\n");
    }

    #[test]
    fn a_module_that_names_a_starting_function_may_start_its_constants() {
        let text = python(&module(&["system", "/opt/tool \"-x\"", "name"])).expect("a module");
        assert!(text.contains("os.system(\"/opt/tool \\\"-x\\\"\")"), "{text}");
        assert!(text.contains("constant = \"name\""), "{text}");
    }

    #[test]
    fn long_strings_are_read_and_cut_ones_are_not() {
        let mut bytes = module(&[]);
        bytes.extend(b"u\x05\0\0\0caf\xc3\xa9");
        bytes.extend(b"a\xff\xff\xff\xffcut");
        assert_eq!(python(&bytes).as_deref(), Some("constant = \"caf\u{e9}\"\n"));
        assert_eq!(python(b"\x7fELF\x02"), None);
    }

    #[test]
    fn an_object_in_front_of_a_nul_is_a_text() {
        assert_eq!(json(b"{\"a\": 1}\n\0rest"), Some(&b"{\"a\": 1}\n"[..]));
        for other in [&b"{\"a\"\0: 1}"[..], b"{}", b"text\0"] {
            assert_eq!(json(other), None);
        }
    }

    #[test]
    fn the_content_of_a_blob_stands_behind_its_size() {
        assert_eq!(git_blob(b"blob 3\0abc"), Some(&b"abc"[..]));
        for other in [&b"blob x\0abc"[..], b"blob \0abc", b"tree 3\0abc", b"blob 3", b""] {
            assert_eq!(git_blob(other), None);
        }
    }
}
