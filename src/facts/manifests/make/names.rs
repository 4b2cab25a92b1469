//! Names behind `$(` that make reads, and not the shell.

/// True for what stands behind `$(`, if make knows what it is rather than the shell: a function that no program is called like,
/// a variable that is set, a name in capital letters or put together from others.
pub(super) fn is_of_make(inside: &str, is_set: impl Fn(&str) -> bool) -> bool {
    const FUNCTIONS: [&str; 15] = [
        "shell",
        "strip",
        "call",
        "subst",
        "patsubst",
        "filter",
        "filter-out",
        "foreach",
        "firstword",
        "lastword",
        "notdir",
        "addprefix",
        "addsuffix",
        "abspath",
        "wildcard",
    ];
    let is_name = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    let end = inside.find(|c| !is_name(c)).unwrap_or(inside.len());
    let (name, rest) = inside.split_at_checked(end).unwrap_or_default();
    match rest.bytes().next() {
        Some(b' ') => FUNCTIONS.contains(&name),
        Some(b')' | b'$') => {
            is_set(name) || name.contains('_') || name.contains(|c: char| c.is_ascii_uppercase())
        }
        _ => false,
    }
}
