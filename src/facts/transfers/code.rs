//! Connections that programs of other languages make, by the names of what they call.
//!
//! No reader of those languages: one row a language, with the calls that connect.

use std::sync::LazyLock;

use foldhash::HashMap;

use crate::source::Text;

use super::super::command::Command;
use super::super::url::{self, Url};
use super::super::word_list::{Words, has, index};

struct Language {
    /// Interpreters, without a version.
    programs: Words,
    /// Calls that connect; the parts of one are joined by `&`.
    calls: &'static [&'static str],
}

static LANGUAGES: &[Language] = &[
    Language {
        programs: "python pypy ipython py",
        calls: &[
            "create_connection(",
            ".connect((",
            ".connect_ex((",
            "http.client.HTTP",
            "HTTPConnection(",
            "HTTPSConnection(",
            "urlopen(",
            "urlretrieve(",
            "URLopener(",
            "FTP(",
            "ftplib.",
            "requests.get(",
            "requests.post(",
            "requests.request(",
            "requests.Session(",
            "httpx.get(",
            "httpx.Client(",
            "aiohttp.ClientSession",
            "open_connection(",
            "SSHClient(",
            "telnetlib.Telnet",
            "xmlrpc.client",
            "pycurl.Curl",
            "PoolManager(",
            "hf_hub_download(",
            "snapshot_download(",
            "from_pretrained(",
            "torch.hub.",
            "load_dataset(",
            "gdown.download(",
            "wget.download(",
            "SentenceTransformer(",
            "dns.resolver",
            "kagglehub.",
            "boto3.client(",
            "boto3.resource(",
            "imaplib.",
            "smtplib.",
            "socketserver",
            ".sendto(",
            "huggingface_hub",
            "grpc.",
            "paho.mqtt",
            "poplib.",
            "nntplib.",
            "websocket&connect",
        ],
    },
    Language {
        programs: "node nodejs deno bun",
        calls: &[
            "http&.get(",
            "http&.request(",
            "net.connect(",
            "createConnection(",
            "net&.connect(",
            "tls.connect(",
            "tls&.connect(",
            "http2&.connect(",
            "dgram",
            "dns&.resolve",
            "Deno.connect",
            "Bun.connect",
            "got(",
            "fetch(",
            "resolveTxt(",
            "axios",
            "WebSocket(",
            "XMLHttpRequest",
        ],
    },
    Language {
        programs: "ruby irb jruby",
        calls: &[
            "Net::HTTP",
            "Net::FTP",
            "TCPSocket",
            "UDPSocket",
            "URI.open",
            "open-uri&open(",
            "Socket.tcp",
            "SSLSocket",
            "Faraday",
            "HTTParty",
            "RestClient",
            "Net::SSH",
            "Net::SCP",
            "Resolv::DNS",
        ],
    },
    Language {
        programs: "php",
        calls: &[
            "fsockopen(",
            "pfsockopen(",
            "stream_socket_client(",
            "curl_exec",
            "curl_init",
            "socket_connect(",
            "ftp_connect(",
            "SoapClient(",
            "dns_get_record(",
            "ssh2_connect(",
        ],
    },
    Language {
        programs: "perl",
        calls: &[
            "IO::Socket",
            "LWP::",
            "HTTP::Tiny",
            "Net::FTP",
            "Socket&connect(",
            "Socket&connect ",
            "WWW::Mechanize",
            "Net::SSH",
            "Net::DNS",
            "File::Fetch",
            "Mojo::UserAgent",
            "IO::All&http",
        ],
    },
    Language { programs: "awk gawk", calls: &["/inet/", "/inet4/", "/inet6/"] },
    Language {
        programs: "lua luajit",
        calls: &["socket.http", "socket.tcp", "socket&connect", "http.request", "ssl.https"],
    },
    Language {
        programs: "jshell groovy scala kotlin kotlinc jython clojure bsh",
        calls: &["openStream(", "openConnection(", "HttpClient", "java.net.Socket", "Socket("],
    },
    Language {
        programs: "pwsh powershell",
        calls: &[
            "Net.Sockets",
            "Net.WebClient",
            "HttpClient",
            "TcpClient",
            "UdpClient",
            "Net.WebRequest",
            "Test-NetConnection",
            "Resolve-DnsName",
            "Start-BitsTransfer",
        ],
    },
    Language { programs: "tclsh wish expect", calls: &["socket ", "http::geturl"] },
    Language {
        programs: "erl escript elixir iex",
        calls: &["httpc:request", "gen_tcp:connect", ":httpc.request", ":gen_tcp.connect"],
    },
    Language {
        programs: "r rscript littler",
        calls: &["download.file(", "url(", "socketConnection(", "curl_download("],
    },
    Language {
        programs: "julia",
        calls: &["Downloads.download", "download(", "HTTP.get", "connect("],
    },
];

fn language(program: &str) -> Option<&'static Language> {
    static BY_PROGRAM: LazyLock<HashMap<&str, &Language>> =
        LazyLock::new(|| index(LANGUAGES, |language| language.programs));
    let stem = program.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    BY_PROGRAM.get(stem).copied()
}

/// An interpreter whose constant input is its program. Shells are none: what they read is seen as their commands.
pub(super) fn runs_input(program: &str) -> bool {
    language(program).is_some()
}

/// The program text with a call that connects.
pub(super) fn connects<'c>(command: &'c Command, program: &str) -> Option<&'c Text> {
    let language = language(program)?;
    let mut texts = command.args().iter().chain(command.shell.input.as_deref());
    texts.find(|text| {
        language.calls.iter().any(|call| call.split('&').all(|part| text.contains(part)))
    })
}

/// The first constant of a program text that is an address.
pub(super) fn address(text: &Text) -> Option<Url> {
    if let Some(url) = url::inet(text) {
        return Some(url);
    }
    let mut at = 0;
    let mut inside = false;
    for piece in text.as_str().split(['\'', '"']) {
        let range = at..at + piece.len();
        at = range.end + 1;
        inside = !inside;
        if !inside
            && !piece.contains([' ', '/'])
            && let Some(url) =
                url::host_only(&text.slice(range), "tcp").filter(|url| is_host(&url.host))
        {
            return Some(url);
        }
    }
    None
}

/// A name of several parts whose last one is no ending of a file, or an address in numbers.
fn is_host(host: &str) -> bool {
    let last = host.rsplit('.').next().unwrap_or_default();
    let is_file =
        has("py js json txt rb php pl lua so sh tar gz tgz zip bin exe dat html xml csv log", last);
    host == "localhost" || host.contains('.') && !is_file || host.contains(':')
}
