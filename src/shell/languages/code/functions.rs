//! Functions of the libraries of other languages, by what they do: one row a name.

use std::sync::LazyLock;

use foldhash::HashMap;

/// Parts of the names of functions that fetch.
const FETCHING: &[&str] = &[
    "download",
    "fetch",
    "retrieve",
    "urlopen",
    "clone",
    "wget",
    "curl",
    "getstore",
    "request",
    "geturl",
    "get_url",
    "file_get_contents",
    "openuri",
    "open_uri",
    "install",
    "mirror",
    "pull",
];

/// Takes something from the address that it is given.
pub(super) fn fetches(name: &str) -> bool {
    let last = last(name).to_ascii_lowercase();
    matches!(
        last.as_str(),
        "get"
            | "getasync"
            | "getstringasync"
            | "open"
            | "post"
            | "url"
            | "uri"
            | "got"
            | "axios"
            | "copy"
            | "parse"
            | "create"
            | "goto"
            | "get_response"
            | "opener"
            | "http"
            | "https"
    ) || FETCHING.iter().any(|stem| last.contains(stem))
}

/// What a function makes of constant arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fold {
    /// The first argument as it is.
    Same,
    /// Character codes.
    Characters,
    /// The code of a character.
    Code,
    /// Bytes: of a list of numbers their text, of anything else itself.
    Bytes,
    Base64,
    Base32,
    Base85,
    Hex,
    Percent,
    Rot13,
    /// zlib, gzip or raw deflate, whichever it is.
    Inflate,
    /// `pack("H*", …)` of Perl and PHP, `[…].pack("c*")` of Ruby.
    Pack,
    /// `Buffer.from(text, encoding)`, `codecs.decode(text, codec)`, `"…".decode("hex")`.
    ByName,
    Reverse,
    /// `join(separator, list)` in either order.
    Join,
    /// Parts of a path.
    JoinPath,
    /// One behind the other.
    Concatenate,
    Format,
    Lower,
    Upper,
    /// Without the characters at its ends.
    Strip,
    /// Filled up from the left.
    PadLeft,
    Replace,
    Slice,
    /// A part of a text, by its start and its end.
    Part,
    Split,
    /// The module or function that a text names.
    Name,
    /// `getattr(object, name)`
    Member,
}

impl Fold {
    /// Nobody sees from the arguments what comes out.
    pub(super) fn hides(self) -> bool {
        matches!(
            self,
            Self::Characters
                | Self::Base64
                | Self::Base32
                | Self::Base85
                | Self::Hex
                | Self::Rot13
                | Self::Inflate
                | Self::Pack
                | Self::Reverse
        )
    }
}

/// What functions and methods of these names do, whatever they are called on.
const FOLDS: &[(Fold, &[&str])] = &[
    (
        Fold::Same,
        &[
            "Array",
            "CString",
            "List",
            "Path",
            "PathBuf",
            "String",
            "Vec",
            "abspath",
            "argv",
            "array",
            "asList",
            "as_bytes",
            "as_str",
            "c_str",
            "charArray",
            "chomp",
            "chop",
            "clone",
            "collect",
            "compile",
            "cstr",
            "encode",
            "escapeshellarg",
            "escapeshellcmd",
            "expanduser",
            "fileURLWithPath",
            "flat",
            "freeze",
            "from",
            "from_iter",
            "from_str",
            "fsencode",
            "getBytes",
            "into",
            "iter",
            "iter_mut",
            "list",
            "listOf",
            "of",
            "normpath",
            "quote",
            "realpath",
            "resolve",
            "shellescape",
            "str",
            "strdup",
            "strs",
            "toArray",
            "toCharArray",
            "toList",
            "toString",
            "to_a",
            "to_list",
            "to_owned",
            "to_s",
            "to_str",
            "to_string",
            "to_sym",
            "to_vec",
            "trim_end",
            "tuple",
            "unwrap",
            "valueOf",
            "vec",
            "which",
        ],
    ),
    (
        Fold::Characters,
        &[
            "chr",
            "fromCharCode",
            "fromCodePoint",
            "char",
            "intToUtf8",
            "from_u32",
            "from_utf8",
            "from_utf8_lossy",
            "toUtf8",
            "utf8_encode",
        ],
    ),
    (Fold::Code, &["charCodeAt", "codePointAt", "ord"]),
    (Fold::Strip, &["strip", "trim"]),
    (Fold::PadLeft, &["padStart", "rjust"]),
    (Fold::Bytes, &["bytearray", "bytes"]),
    (Fold::Hex, &["fromhex", "unhexlify", "hex2bin", "a2b_hex", "FromHexString", "DecodeString"]),
    (
        Fold::Base64,
        &[
            "b64decode",
            "base64_decode",
            "atob",
            "decode_base64",
            "decodebytes",
            "decode64",
            "strict_decode64",
            "urlsafe_b64decode",
            "urlsafe_decode64",
            "standard_b64decode",
            "a2b_base64",
            "decodestring",
            "FromBase64String",
            "base64decode",
            "b64_decode",
            "base64_dec",
        ],
    ),
    (Fold::Base32, &["b32decode"]),
    (Fold::Base85, &["b85decode", "a85decode"]),
    (
        Fold::Percent,
        &[
            "unquote",
            "unquote_plus",
            "decodeURIComponent",
            "decodeURI",
            "unescape",
            "urldecode",
            "rawurldecode",
            "uri_unescape",
            "unescapeURIComponent",
        ],
    ),
    (Fold::Rot13, &["str_rot13", "rot13"]),
    (
        Fold::Inflate,
        &[
            "decompress",
            "gzuncompress",
            "gzinflate",
            "gzdecode",
            "inflateSync",
            "gunzipSync",
            "unzipSync",
            "inflateRawSync",
            "inflate",
            "memGunzip",
            "uncompress",
        ],
    ),
    (Fold::Pack, &["pack"]),
    (Fold::ByName, &["decode", "Buffer"]),
    (Fold::Reverse, &["reverse", "strrev", "reversed", "string_reverse", "rev"]),
    (Fold::JoinPath, &["Combine"]),
    (Fold::Join, &["join", "implode", "Join", "mkString", "joined", "joinToString"]),
    (Fold::Concatenate, &["concat", "paste0", "Concat", "str_c", "plus", "append", "array_merge"]),
    (Fold::Format, &["format", "sprintf", "Sprintf", "Format", "formatted"]),
    (
        Fold::Lower,
        &[
            "lower",
            "toLowerCase",
            "downcase",
            "lc",
            "strtolower",
            "ToLower",
            "lowercased",
            "to_lowercase",
            "lowercase",
            "tolower",
        ],
    ),
    (
        Fold::Upper,
        &[
            "upper",
            "toUpperCase",
            "upcase",
            "uc",
            "strtoupper",
            "ToUpper",
            "uppercased",
            "to_uppercase",
            "toupper",
        ],
    ),
    (
        Fold::Replace,
        &[
            "replace",
            "replaceAll",
            "gsub",
            "sub",
            "ReplaceAll",
            "Replace",
            "str_replace",
            "replacingOccurrences",
            "delete",
            "removeprefix",
            "tr",
        ],
    ),
    (Fold::Slice, &["substr", "Substring", "mb_substr"]),
    (Fold::Part, &["substring", "slice"]),
    (Fold::Split, &["split", "explode", "chars", "Fields", "str_split", "components", "w"]),
    (Fold::Name, &["require", "__import__", "import_module", "createRequire"]),
    (Fold::Member, &["getattr", "const_get", "send", "public_send"]),
];

static BY_NAME: LazyLock<HashMap<&str, Fold>> = LazyLock::new(|| {
    let rows = FOLDS.iter().flat_map(|(fold, names)| names.iter().map(|name| (*name, *fold)));
    rows.collect()
});

/// What is known of a function or method of this name.
pub(super) fn fold(name: &str) -> Option<Fold> {
    let fold = *BY_NAME.get(last(name))?;
    Some(of_receiver(name, fold).unwrap_or(fold))
}

/// Names that mean something else for what they are called on: the whole name, and what its last part means.
fn of_receiver(name: &str, fold: Fold) -> Option<Fold> {
    match (fold, last(name)) {
        (Fold::Hex, "DecodeString") if name.contains("ase64") => Some(Fold::Base64),
        (Fold::ByName, "decode") if name.contains("ase64") || name.contains("Decoder") => {
            Some(Fold::Base64)
        }
        (Fold::Same, "from") if name == "Buffer.from" => Some(Fold::ByName),
        (Fold::Same, "encode") if name == "codecs.encode" => Some(Fold::ByName),
        (Fold::Join, "join") if ["path", "File", "Path"].iter().any(|it| name.contains(it)) => {
            Some(Fold::JoinPath)
        }
        (Fold::Join, "Join") if name.starts_with("filepath") || name.starts_with("path") => {
            Some(Fold::JoinPath)
        }
        (Fold::Concatenate, "concat") if name == "table.concat" => Some(Fold::Join),
        _ => None,
    }
}

/// The name without what it is called on.
pub(super) fn last(name: &str) -> &str {
    name.rsplit(['.', ':', '>']).next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::{BY_NAME, FOLDS, Fold, fold};

    #[test]
    fn no_name_has_two_rows() {
        assert_eq!(BY_NAME.len(), FOLDS.iter().map(|(_, names)| names.len()).sum::<usize>());
    }

    #[test]
    fn what_a_function_is_called_on_may_decide() {
        assert_eq!(fold("hex.DecodeString"), Some(Fold::Hex));
        assert_eq!(fold("base64.StdEncoding.DecodeString"), Some(Fold::Base64));
        assert_eq!(fold("Base64.getDecoder.decode"), Some(Fold::Base64));
        assert_eq!(fold("Buffer.from"), Some(Fold::ByName));
        assert_eq!(fold("os.path.join"), Some(Fold::JoinPath));
        assert_eq!(fold("filepath.Join"), Some(Fold::JoinPath));
        assert_eq!(fold("strings.Join"), Some(Fold::Join));
        assert_eq!(fold("table.concat"), Some(Fold::Join));
        assert_eq!(fold("x.concat"), Some(Fold::Concatenate));
        assert_eq!(fold("x.nothing"), None);
    }
}
