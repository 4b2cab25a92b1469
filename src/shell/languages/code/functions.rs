//! Functions of the libraries of other languages, by what they do: one row a name.

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
    Replace,
    Slice,
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

const SAME: &[&str] = &[
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
    "bytearray",
    "bytes",
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
    "shlex.quote",
    "str",
    "strip",
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
    "trim",
    "trim_end",
    "tuple",
    "unwrap",
    "valueOf",
    "vec",
    "which",
];

/// What is known of a function or method of this name.
pub(super) fn fold(name: &str) -> Option<Fold> {
    let full = name;
    let name = last(name);
    Some(match name {
        "chr" | "fromCharCode" | "fromCodePoint" | "char" | "intToUtf8" | "from_u32"
        | "from_utf8" | "from_utf8_lossy" | "toUtf8" | "utf8_encode" => Fold::Characters,
        "fromhex" | "unhexlify" | "hex2bin" | "a2b_hex" | "FromHexString" | "DecodeString"
            if !full.contains("ase64") =>
        {
            Fold::Hex
        }
        "b64decode" | "base64_decode" | "atob" | "decode_base64" | "decodebytes" | "decode64"
        | "strict_decode64" | "urlsafe_b64decode" | "urlsafe_decode64" | "standard_b64decode"
        | "a2b_base64" | "decodestring" | "FromBase64String" | "DecodeString" | "base64decode"
        | "b64_decode" | "base64_dec" => Fold::Base64,
        "decode" if full.contains("ase64") || full.contains("Decoder") => Fold::Base64,
        "b32decode" => Fold::Base32,
        "b85decode" | "a85decode" => Fold::Base85,
        "unquote"
        | "unquote_plus"
        | "decodeURIComponent"
        | "decodeURI"
        | "unescape"
        | "urldecode"
        | "rawurldecode"
        | "uri_unescape"
        | "unescapeURIComponent" => Fold::Percent,
        "str_rot13" | "rot13" => Fold::Rot13,
        "decompress" | "gzuncompress" | "gzinflate" | "gzdecode" | "inflateSync" | "gunzipSync"
        | "unzipSync" | "inflateRawSync" | "inflate" | "memGunzip" | "uncompress" => Fold::Inflate,
        "pack" => Fold::Pack,
        "decode" | "codecs.decode" => Fold::ByName,
        "from" if full == "Buffer.from" => Fold::ByName,
        "Buffer" => Fold::ByName,
        "reverse" | "strrev" | "reversed" | "string_reverse" | "rev" => Fold::Reverse,
        "join" if full.contains("path") || full.contains("File") || full.contains("Path") => {
            Fold::JoinPath
        }
        "Join" if full.starts_with("filepath") || full.starts_with("path") => Fold::JoinPath,
        "Combine" => Fold::JoinPath,
        "join" | "implode" | "Join" | "mkString" | "joined" | "joinToString" => Fold::Join,
        "concat" if full == "table.concat" => Fold::Join,
        "concat" | "paste0" | "Concat" | "str_c" | "plus" | "append" | "array_merge"
        | "string.Concat" => Fold::Concatenate,
        "format" | "sprintf" | "Sprintf" | "Format" | "formatted" => Fold::Format,
        "lower" | "toLowerCase" | "downcase" | "lc" | "strtolower" | "ToLower" | "lowercased"
        | "to_lowercase" | "lowercase" => Fold::Lower,
        "upper" | "toUpperCase" | "upcase" | "uc" | "strtoupper" | "ToUpper" | "uppercased"
        | "to_uppercase" => Fold::Upper,
        "replace"
        | "replaceAll"
        | "gsub"
        | "sub"
        | "ReplaceAll"
        | "Replace"
        | "str_replace"
        | "replacingOccurrences"
        | "delete"
        | "removeprefix"
        | "tr" => Fold::Replace,
        "substr" | "substring" | "slice" | "Substring" | "mb_substr" => Fold::Slice,
        "split" | "explode" | "chars" | "Fields" | "str_split" | "components" | "w" => Fold::Split,
        "require" | "__import__" | "import_module" | "createRequire" => Fold::Name,
        "getattr" | "const_get" | "send" | "public_send" => Fold::Member,
        _ if SAME.contains(&name) || full == "shlex.split" => Fold::Same,
        _ => return None,
    })
}

/// What a function makes of its arguments is not worked out here, and by its name it decodes them.
pub(super) fn decodes(name: &str) -> bool {
    const STEMS: &[&str] = &[
        "decode",
        "decrypt",
        "decipher",
        "deobf",
        "unpack",
        "unescape",
        "translate",
        "inflate",
        "decompress",
        "rot13",
        "xor",
    ];
    let name = last(name).to_ascii_lowercase();
    STEMS.iter().any(|stem| name.contains(stem))
}

/// The name without what it is called on.
pub(super) fn last(name: &str) -> &str {
    name.rsplit(['.', ':', '>']).next().unwrap_or(name)
}
