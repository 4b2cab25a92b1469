//! What a text of a program is: a command line, a message, a path.

/// A longer text that a program makes is no line; what it names still counts, as that of each constant that is made.
pub(super) const LONGEST_LINE: usize = 4096;

/// A program by its name, and an option behind it, or what it fetches.
pub(super) fn is_command_line(text: &str) -> bool {
    const FETCH: [&str; 5] = ["git clone ", "curl ", "wget ", "aria2c ", "svn checkout "];
    let mut words = text.split(' ');
    let program = words.next().unwrap_or_default();
    let name = text.get(program.rfind('/').map_or(0, |at| at + 1)..).unwrap_or_default();
    if FETCH.iter().any(|start| name.starts_with(start)) && text.contains("://") {
        return true;
    }
    let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "/._-".contains(c);
    program.len() > 2
        && program.starts_with(|c: char| c.is_ascii_lowercase() || c == '/')
        && program.chars().all(is_name)
        && words.next().is_some_and(|option| {
            option
                .strip_prefix('-')
                .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '-'))
        })
}

/// Words of programs that wait for others: what they hold of messages they take as well.
pub(super) const WAITS: &[&str] = &[
    "ListenAndServe",
    "net.Listen",
    "TcpListener",
    "ServerSocket",
    "TcpServer",
    "listen(",
    "bind(",
];

/// A constant holds an object of JSON with a method, as calls of procedures elsewhere do.
pub(super) fn is_message(text: &str) -> bool {
    text.contains('{') && text.contains("\"method\"")
}

/// The whole of a constant is the path of a file.
pub(super) fn is_absolute_path(text: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | '+');
    text.starts_with('/') && !text.ends_with('/') && text.len() > 2 && text.chars().all(is_part)
}
