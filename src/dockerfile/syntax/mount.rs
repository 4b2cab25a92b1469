//! `RUN --mount=…` and `RUN --device=…`: comma-separated fields → what is mounted.

use crate::dockerfile::expansion::go;
use crate::dockerfile::syntax::flags::{self, Refusal};
use crate::dockerfile::syntax::instruction::split_assignment;
use crate::dockerfile::syntax::values;
use crate::source::{Span, Text};

/// What kind of thing is mounted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum MountKind {
    /// Files of the build context, of a stage or of an image.
    Bind,
    /// A directory that outlives the build.
    Cache,
    /// An empty directory in memory.
    Tmpfs,
    /// A secret.
    Secret,
    /// The SSH agent.
    Ssh,
}

impl MountKind {
    /// The word as written in `type=`.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Bind => "bind",
            Self::Cache => "cache",
            Self::Tmpfs => "tmpfs",
            Self::Secret => "secret",
            Self::Ssh => "ssh",
        }
    }

    /// The kind of this number in a graph of steps: `MountType` of BuildKit's `solver/pb/ops.proto`.
    pub(crate) fn of_graph(number: i32) -> Option<Self> {
        match number {
            0 => Some(Self::Bind),
            1 => Some(Self::Secret),
            2 => Some(Self::Ssh),
            3 => Some(Self::Cache),
            4 => Some(Self::Tmpfs),
            _ => None,
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        let kinds = [Self::Bind, Self::Cache, Self::Tmpfs, Self::Secret, Self::Ssh];
        kinds.into_iter().find(|kind| kind.word() == word)
    }
}

/// A mount of a RUN, its values expanded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mount {
    /// What is mounted.
    pub(crate) kind: MountKind,
    /// `from=`: a stage or an image.
    pub(crate) from: Option<Text>,
    /// `source=`, `src=`.
    pub(crate) source: Option<Text>,
    /// `target=`, `dst=`, `destination=`.
    pub(crate) target: Option<Text>,
    /// `id=` of a cache, secret or SSH agent.
    pub(crate) id: Option<Text>,
    /// `env=`: the secret is an environment variable of this name (its id's, if empty).
    pub(crate) env: Option<Text>,
    /// `sharing=` of a cache, in lower case.
    pub(crate) sharing: Option<String>,
    /// The command cannot write to it.
    pub(crate) read_only: bool,
    /// `required`: the build fails without it.
    pub(crate) required: bool,
    /// The value of the flag.
    pub(crate) span: Span,
}

fn fields(value: &Text, what: &str) -> Result<Vec<Text>, Refusal> {
    flags::csv(value)
        .map_err(|(message, span)| (format!("failed to parse csv {what}: {message}"), span))
}

/// The check before variables are expanded: `from` takes none.
pub(crate) fn check_unexpanded(value: &Text) -> Result<(), Refusal> {
    for field in fields(value, "mounts")? {
        let (key, Some(value)) = split_assignment(&field) else { continue };
        let uses_variable = value.find('$').is_some_and(|at| at + 1 != value.len());
        if go::to_lower(&key) == "from" && uses_variable {
            let message =
                "'from' doesn't support variable expansion, define alias stage instead".to_owned();
            return Err((message, value.span()));
        }
    }
    Ok(())
}

/// The `from` of a mount as written: it names the stage or image before anything is expanded.
pub(crate) fn unexpanded_from(value: &Text) -> Option<Text> {
    let fields = flags::csv(value).ok()?;
    fields.into_iter().rev().find_map(|field| match split_assignment(&field) {
        (key, Some(value)) if go::to_lower(&key) == "from" => Some(value),
        _ => None,
    })
}

/// Expands a value.
pub(crate) type Expand<'e> = dyn FnMut(&Text) -> Result<Text, Refusal> + 'e;

/// Reads a mount.
pub(crate) fn parse(value: &Text, expand: &mut Expand<'_>) -> Result<Mount, Refusal> {
    let mut reading = Reading::new(value.span());
    for field in fields(value, "mounts")? {
        let (key, value) = split_assignment(&field);
        let key = go::to_lower(&key);
        match value {
            None => reading.word(&key, &field)?,
            Some(value) => {
                let value = expand(&value)?;
                reading.pair(&key, value, &field)?;
            }
        }
    }
    reading.finish()
}

/// A mount while its fields are read.
struct Reading {
    mount: Mount,
    /// `ro`, `rw` or their like was given.
    access_given: bool,
    /// The first of `mode`, `uid`, `gid` that was given, in this order.
    owner: [Option<(&'static str, Span)>; 3],
}

impl Reading {
    fn new(span: Span) -> Self {
        let mount = Mount {
            kind: MountKind::Bind,
            from: None,
            source: None,
            target: None,
            id: None,
            env: None,
            sharing: None,
            read_only: false,
            required: false,
            span,
        };
        Self { mount, access_given: false, owner: [None; 3] }
    }

    fn can_be_required(&self) -> bool {
        matches!(self.mount.kind, MountKind::Secret | MountKind::Ssh)
    }

    fn unexpected(&self, key: &str, span: Span) -> Refusal {
        let kind = self.mount.kind.word();
        (format!("unexpected key '{key}' for mount type '{kind}'"), span)
    }

    fn access(&mut self, read_only: bool) {
        self.mount.read_only = read_only;
        self.access_given = true;
    }

    /// A field without value.
    fn word(&mut self, key: &str, field: &Text) -> Result<(), Refusal> {
        match key {
            "readonly" | "ro" => self.access(true),
            "readwrite" | "rw" => self.access(false),
            "required" if self.can_be_required() => self.mount.required = true,
            "required" => return Err(self.unexpected(key, field.span())),
            _ => {
                let message =
                    format!("invalid field '{}' must be a key=value pair", field.as_str());
                return Err((message, field.span()));
            }
        }
        Ok(())
    }

    /// A field with a value.
    fn pair(&mut self, key: &str, value: Text, field: &Text) -> Result<(), Refusal> {
        let span = field.span();
        let invalid = format!("invalid value for {key}: {}", value.as_str());
        let as_bool = || values::parse_bool(&value).ok_or((invalid.clone(), span));
        match key {
            "type" => {
                let kind = MountKind::from_word(&go::to_lower(&value));
                let message = || format!("unsupported mount type {}", go::quote(&value));
                self.mount.kind = kind.ok_or_else(|| (message(), value.span()))?;
            }
            "from" => self.mount.from = Some(value),
            "source" | "src" => self.mount.source = Some(value),
            "target" | "dst" | "destination" => self.mount.target = Some(value),
            "readonly" | "ro" => self.access(as_bool()?),
            "readwrite" | "rw" => self.access(!as_bool()?),
            "required" if self.can_be_required() => self.mount.required = as_bool()?,
            "size" if self.mount.kind == MountKind::Tmpfs => {
                if !values::is_size(&value) {
                    return Err((invalid, span));
                }
            }
            "required" | "size" => return Err(self.unexpected(key, span)),
            "id" => self.mount.id = Some(value),
            "sharing" => {
                let sharing = go::to_lower(&value);
                if !matches!(sharing.as_str(), "shared" | "private" | "locked") {
                    let message = format!("unsupported sharing value {}", go::quote(&value));
                    return Err((message, value.span()));
                }
                self.mount.sharing = Some(sharing);
            }
            "mode" => self.owner(0, "mode", &value, 8, span)?,
            "uid" => self.owner(1, "uid", &value, 10, span)?,
            "gid" => self.owner(2, "gid", &value, 10, span)?,
            "env" => self.mount.env = Some(value),
            _ => return Err((format!("unexpected key '{key}' in '{}'", field.as_str()), span)),
        }
        Ok(())
    }

    fn owner(
        &mut self,
        index: usize,
        key: &'static str,
        value: &str,
        radix: u32,
        span: Span,
    ) -> Result<(), Refusal> {
        if values::parse_u32(value, radix).is_none() {
            return Err((format!("invalid value {value} for {key}"), span));
        }
        if let Some(slot) = self.owner.get_mut(index) {
            *slot = Some((key, span));
        }
        Ok(())
    }

    fn finish(self) -> Result<Mount, Refusal> {
        let Self { mut mount, access_given, owner } = self;
        let kind = mount.kind;
        let is_set = |text: &Option<Text>| text.as_ref().is_some_and(|text| !text.is_empty());
        let refuse = |message: &str| Err((message.to_owned(), mount.span));
        let given = owner.into_iter().flatten().next();
        if let (MountKind::Bind | MountKind::Tmpfs, Some((key, span))) = (kind, given) {
            return Err((format!("{key} not allowed for \"{}\" type mounts", kind.word()), span));
        }
        if kind == MountKind::Secret {
            if is_set(&mount.from) {
                return refuse("secret mount should not have a from");
            }
            if mount.sharing.is_some() {
                return refuse("secret mount should not define sharing");
            }
            let (source, id) = (is_set(&mount.source), is_set(&mount.id));
            if !source && !id && !is_set(&mount.target) {
                return refuse("invalid secret mount. one of source, target required");
            }
            if source && id {
                return refuse("both source and id can't be set");
            }
        }
        if mount.sharing.is_some() && kind != MountKind::Cache {
            let message = format!("invalid cache sharing set for {} mount", kind.word());
            return Err((message, mount.span));
        }
        if !access_given {
            mount.read_only = !matches!(kind, MountKind::Cache | MountKind::Tmpfs);
        }
        Ok(mount)
    }
}

/// Checks the value of `--device`.
pub(crate) fn check_device(value: &Text) -> Result<(), Refusal> {
    let mut name: Option<String> = None;
    for field in fields(value, "devices")? {
        let (key, value) = split_assignment(&field);
        let shown = field.as_str();
        let key = go::to_lower(&key);
        let message = match (key.as_str(), value) {
            ("required", None) => continue,
            ("name", Some(value)) => match name.as_ref().filter(|name| !name.is_empty()) {
                Some(name) => format!("device name already set to {name}"),
                None => {
                    name = Some(value.to_string());
                    continue;
                }
            },
            ("required", Some(value)) => match values::parse_bool(&value) {
                Some(_) => continue,
                None => format!("invalid value for {key}: {}", value.as_str()),
            },
            _ if name.as_ref().is_none_or(String::is_empty) => {
                name = Some(shown.to_owned());
                continue;
            }
            (_, None) => format!("invalid field '{shown}' must be a key=value pair"),
            (key, Some(_)) => format!("unexpected key '{key}' in '{shown}'"),
        };
        return Err((message, field.span()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    fn read(value: &str) -> Result<Mount, String> {
        let text = Text::verbatim(value, Span::new(FileId(0), 0, value.len()));
        parse(&text, &mut |text| Ok(text.clone())).map_err(|(message, _)| message)
    }

    #[test]
    fn fields_are_read_in_any_case_and_quoted() {
        let mount = read("TYPE=Cache,\"target=/a,b\",Sharing=LOCKED,uid=7").unwrap();
        assert_eq!(mount.kind, MountKind::Cache);
        assert_eq!(mount.target.unwrap().as_str(), "/a,b");
        assert_eq!(mount.sharing.as_deref(), Some("locked"));
        assert!(!mount.read_only);
        assert!(read("target=/x").unwrap().read_only);
        assert!(!read("target=/x,rw").unwrap().read_only);
    }

    #[test]
    fn refusals_are_build_kits() {
        for (value, message) in [
            ("", "failed to parse csv mounts: EOF"),
            (
                "a\"b",
                "failed to parse csv mounts: parse error on line 1, column 2: bare \" in non-quoted-field",
            ),
            ("type=foo", "unsupported mount type \"foo\""),
            ("target", "invalid field 'target' must be a key=value pair"),
            ("size=1", "unexpected key 'size' for mount type 'bind'"),
            ("mode=0755", "mode not allowed for \"bind\" type mounts"),
            ("type=secret,from=x,id=y", "secret mount should not have a from"),
            ("type=secret", "invalid secret mount. one of source, target required"),
            ("sharing=locked", "invalid cache sharing set for bind mount"),
            ("foo=bar", "unexpected key 'foo' in 'foo=bar'"),
            ("ro=maybe", "invalid value for ro: maybe"),
            ("type=cache,uid=-1", "invalid value -1 for uid"),
        ] {
            assert_eq!(read(value).unwrap_err(), message, "{value}");
        }
    }
}
