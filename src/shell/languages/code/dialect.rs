//! How programming languages write comments, strings and interpolation: one row a language.
//!
//! As much as it takes to tell constants from code; no grammar.

mod endings;

/// What stands between backquotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Backquote {
    /// A command that is run: Perl, PHP, Ruby.
    Command,
    /// A string with `${…}`: JavaScript.
    Template,
    /// A string without escapes: Go.
    Raw,
    /// Something else, or nothing.
    Other,
}

/// What single quotes hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Single {
    /// A string.
    String,
    /// One character; a lone quote is something else (lifetimes of Rust).
    Character,
}

/// How a string names values inside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Interpolation {
    /// It does not, but for `f"{x}"` and `$"{x}"`.
    Prefix,
    /// `$x` and `${x}` in double quotes.
    Dollar,
    /// `#{x}` in double quotes.
    Hash,
    /// `\(x)` in double quotes.
    Backslash,
}

/// One language.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dialect {
    /// Base names of its interpreters, without a version.
    pub(super) interpreters: &'static [&'static str],
    /// Endings of its files.
    pub(super) endings: &'static [&'static str],
    /// It is run from its text; otherwise somebody has to compile it.
    pub(super) is_interpreted: bool,
    /// Programs that compile it.
    pub(super) compilers: &'static [&'static str],
    /// What starts a comment that ends with the line.
    pub(super) comments: &'static [&'static str],
    /// `/* … */`
    pub(super) block_comments: bool,
    pub(super) backquote: Backquote,
    pub(super) single: Single,
    pub(super) interpolation: Interpolation,
    /// The mark that joins strings, beside `+`; a blank where standing side by side does.
    pub(super) join: &'static [u8],
    /// `exec` and `eval` run code of the language itself.
    pub(super) exec_is_eval: bool,
    /// A `print` ends its line.
    pub(super) print_ends_line: bool,
    /// Its calls have no parentheses, or others: what starts a program is told by the constants behind its name.
    pub(super) starts_by_names: bool,
}

const SCRIPT: Dialect = Dialect {
    interpreters: &[],
    endings: &[],
    is_interpreted: true,
    compilers: &[],
    comments: &["#"],
    block_comments: false,
    backquote: Backquote::Other,
    single: Single::String,
    interpolation: Interpolation::Prefix,
    join: b"",
    exec_is_eval: false,
    print_ends_line: false,
    starts_by_names: false,
};

const COMPILED: Dialect = Dialect {
    is_interpreted: false,
    comments: &["//"],
    block_comments: true,
    single: Single::Character,
    ..SCRIPT
};

/// Every language, the most usual first. Build tools of many languages (`make`, `cmake`, `bazel`) stand in each row.
pub(super) const DIALECTS: &[Dialect] = &[
    Dialect {
        interpreters: &["python", "pypy", "ipython", "micropython", "jython"],
        endings: &["py", "pyc", "pyw", "pyi", "pyx", "wsgi"],
        exec_is_eval: true,
        print_ends_line: true,
        ..SCRIPT
    },
    Dialect {
        interpreters: &["node", "nodejs", "deno", "bun", "tsx", "ts-node", "qjs", "zx"],
        endings: &["js", "mjs", "cjs", "jsx", "ts", "mts", "cts", "tsx"],
        comments: &["//"],
        block_comments: true,
        backquote: Backquote::Template,
        print_ends_line: true,
        ..SCRIPT
    },
    Dialect {
        interpreters: &["perl"],
        endings: &["pl", "pm", "cgi", "t"],
        backquote: Backquote::Command,
        interpolation: Interpolation::Dollar,
        join: b".",
        ..SCRIPT
    },
    Dialect {
        interpreters: &["ruby", "jruby", "irb", "rake", "crystal", "mruby"],
        endings: &["rb", "rake", "gemspec", "ru", "cr"],
        backquote: Backquote::Command,
        interpolation: Interpolation::Hash,
        print_ends_line: true,
        ..SCRIPT
    },
    Dialect {
        interpreters: &["php", "hhvm"],
        endings: &["php", "phtml", "php5", "phar"],
        comments: &["#", "//"],
        block_comments: true,
        backquote: Backquote::Command,
        interpolation: Interpolation::Dollar,
        join: b".",
        ..SCRIPT
    },
    Dialect {
        interpreters: &["lua", "luajit", "luvit", "tarantool"],
        endings: &["lua"],
        comments: &["--"],
        join: b".",
        ..SCRIPT
    },
    Dialect { interpreters: &["rscript", "r", "littler"], endings: &["r"], ..SCRIPT },
    Dialect {
        interpreters: &["julia"],
        endings: &["jl"],
        backquote: Backquote::Command,
        interpolation: Interpolation::Dollar,
        join: b"*",
        ..SCRIPT
    },
    Dialect {
        interpreters: &["elixir", "iex", "mix"],
        endings: &["exs", "ex"],
        compilers: &["mix", "elixirc"],
        interpolation: Interpolation::Hash,
        ..SCRIPT
    },
    Dialect {
        interpreters: &["escript", "erl"],
        endings: &["erl", "escript"],
        compilers: &["erlc", "rebar3"],
        comments: &["%"],
        ..SCRIPT
    },
    Dialect {
        interpreters: &["awk", "gawk", "mawk", "nawk", "goawk"],
        endings: &["awk"],
        join: b" ",
        ..SCRIPT
    },
    Dialect {
        interpreters: &["gorun", "yaegi"],
        endings: &["go"],
        compilers: &["go", "tinygo", "gccgo", "ko", "goreleaser", "xgo", "mage", "xcaddy"],
        backquote: Backquote::Raw,
        ..COMPILED
    },
    Dialect {
        interpreters: &["rust-script"],
        endings: &["rs"],
        compilers: &["cargo", "rustc", "cross", "maturin", "wasm-pack", "trunk"],
        ..COMPILED
    },
    Dialect {
        interpreters: &["tcc"],
        endings: &[
            "c", "h", "cc", "cpp", "cxx", "hpp", "hh", "m", "mm", "inc", "ino", "d", "cu", "cuh",
            "hip", "inl", "ipp", "tpp", "hxx", "c++", "cl",
        ],
        compilers: &[
            "gcc", "cc", "g++", "c++", "clang", "clang++", "tcc", "musl-gcc", "ninja", "meson",
            "zig", "dmd", "rdmd", "gdc", "ldc2", "cl", "scons", "nvcc", "hipcc", "icpx", "icx",
            "acpp", "dpcpp",
        ],
        ..COMPILED
    },
    Dialect {
        interpreters: &["java", "jshell", "kotlin", "scala", "scala-cli", "jbang"],
        endings: &["java", "class", "kt", "kts", "scala", "sc"],
        compilers: &[
            "javac", "mvn", "mvnw", "gradle", "gradlew", "ant", "kotlinc", "scalac", "sbt", "mill",
            "groovyc",
        ],
        interpolation: Interpolation::Dollar,
        ..COMPILED
    },
    Dialect {
        interpreters: &["groovy"],
        endings: &["groovy", "gradle"],
        compilers: &["gradle", "gradlew", "groovyc", "mvn", "mvnw"],
        single: Single::String,
        interpolation: Interpolation::Dollar,
        ..COMPILED
    },
    Dialect {
        interpreters: &["dotnet-script", "csi", "csharp"],
        endings: &["cs", "csx", "fs", "fsx", "vb"],
        compilers: &["dotnet", "msbuild", "csc", "mcs", "xbuild", "fsharpc", "nuke", "cake"],
        ..COMPILED
    },
    Dialect {
        interpreters: &["swift"],
        endings: &["swift"],
        compilers: &["swift", "swiftc", "xcodebuild"],
        interpolation: Interpolation::Backslash,
        ..COMPILED
    },
    Dialect {
        interpreters: &["dart", "v", "nim", "haxe", "zig"],
        endings: &["dart", "v", "nim", "nims", "nimble", "zig", "hx"],
        compilers: &["dart", "flutter", "v", "nim", "nimble", "zig", "haxe"],
        interpolation: Interpolation::Dollar,
        single: Single::String,
        starts_by_names: true,
        ..COMPILED
    },
    Dialect {
        interpreters: &["runghc", "runhaskell", "ocaml"],
        endings: &["hs", "ml"],
        compilers: &["ghc", "cabal", "stack", "ocamlfind", "dune", "ocamlopt"],
        comments: &["--"],
        join: b"<",
        starts_by_names: true,
        ..COMPILED
    },
    Dialect {
        interpreters: &[
            "guile",
            "racket",
            "sbcl",
            "clisp",
            "ecl",
            "gosh",
            "scheme",
            "chibi-scheme",
            "bb",
            "clojure",
            "clj",
            "emacs",
            "janet",
            "hy",
            "fennel",
        ],
        endings: &[
            "scm", "ss", "rkt", "lisp", "lsp", "el", "clj", "cljs", "cljc", "bb", "janet", "fnl",
            "hy",
        ],
        compilers: &["guild", "raco", "lein", "clojure", "emacs", "csc"],
        comments: &[";"],
        starts_by_names: true,
        ..COMPILED
    },
    Dialect {
        endings: &["f", "f77", "f90", "f95", "f03", "f08", "for"],
        compilers: &["gfortran", "flang", "ifort", "ifx", "fpm"],
        comments: &["!"],
        single: Single::String,
        starts_by_names: true,
        ..COMPILED
    },
    Dialect {
        interpreters: &["instantfpc"],
        endings: &["pas", "lpr", "dpr"],
        compilers: &["fpc", "lazbuild"],
        single: Single::String,
        starts_by_names: true,
        ..COMPILED
    },
    Dialect {
        endings: &["s", "asm", "nasm"],
        compilers: &["as", "gas", "nasm", "yasm", "fasm", "gcc", "cc", "clang"],
        comments: &["#", ";"],
        starts_by_names: true,
        ..COMPILED
    },
    Dialect {
        interpreters: &["cscript", "wscript"],
        endings: &["vbs", "vba", "wsf"],
        comments: &["'"],
        starts_by_names: true,
        ..COMPILED
    },
    Dialect {
        interpreters: &["puppet"],
        endings: &["pp"],
        compilers: &["puppet"],
        comments: &["#"],
        single: Single::String,
        interpolation: Interpolation::Dollar,
        starts_by_names: true,
        ..COMPILED
    },
];

/// Build drivers that compile any language.
const BUILDERS: &[&str] = &[
    "make",
    "gmake",
    "cmake",
    "bazel",
    "bazelisk",
    "buck2",
    "configure",
    "just",
    "task",
    "tup",
    "waf",
];

impl Dialect {
    /// The language that an interpreter of this base name runs.
    pub(crate) fn of_interpreter(name: &str) -> Option<&'static Self> {
        let name = name.to_ascii_lowercase();
        let name = name.strip_suffix(".exe").unwrap_or(&name);
        let bare = name.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-'));
        DIALECTS.iter().find(|dialect| {
            dialect.interpreters.contains(&bare) || dialect.interpreters.contains(&name)
        })
    }

    /// The language that a compiler of this base name takes, if it is one of its own.
    pub(super) fn compiled_by(name: &str) -> Option<&'static Self> {
        let bare = name.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-'));
        DIALECTS.iter().find(|dialect| dialect.compilers.contains(&bare))
    }

    /// What tells it from the others.
    pub(crate) fn name(&self) -> &'static str {
        self.endings.first().copied().unwrap_or_default()
    }

    /// Its files end so.
    pub(crate) fn is_of_ending(&self, ending: &str) -> bool {
        self.endings.contains(&ending)
    }

    /// It is run from its text; otherwise somebody has to compile it.
    pub(crate) fn is_interpreted(&self) -> bool {
        self.is_interpreted
    }

    /// It starts programs with a single mark (`print | x` of awk).
    pub(super) fn is_always_read(&self) -> bool {
        self.join == b" "
    }

    /// What starts a program is told by the constants behind its name.
    pub(super) fn starts_by_names(&self) -> bool {
        self.starts_by_names
    }

    /// The first character of a string is number one (awk).
    pub(super) fn counts_from_one(&self) -> bool {
        self.join == b" "
    }

    /// Every language.
    pub(crate) fn all() -> impl Iterator<Item = &'static Self> {
        DIALECTS.iter()
    }

    /// True if a program of this base name compiles or runs texts of the language.
    pub(crate) fn is_built_by(&self, program: &str) -> bool {
        let bare = program.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-'));
        [self.compilers, self.interpreters, BUILDERS]
            .into_iter()
            .any(|names| names.contains(&program) || names.contains(&bare))
    }
}
