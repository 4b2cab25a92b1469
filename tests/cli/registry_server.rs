//! A registry on loopback for one test: what it holds, how it asks for a login, and how it lies.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read, Write};
use std::net::TcpListener;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::{Value, json};

use crate::scan::digest;

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) headers: HashMap<String, String>,
    pub(crate) body: String,
}

/// An answer; `cut` is how many bytes of the body come before the connection breaks.
#[derive(Clone, Debug, Default)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
    pub(crate) cut: Option<usize>,
}

impl Answer {
    pub(crate) fn status(status: u16) -> Self {
        Self { status, ..Self::default() }
    }

    pub(crate) fn body(body: impl Into<Vec<u8>>) -> Self {
        Self { status: 200, body: body.into(), ..Self::default() }
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Without the body where only the head was asked for.
    fn write(&self, to: &Request, out: &mut impl Write) {
        let mut head = format!("HTTP/1.1 {} X\r\nConnection: close\r\n", self.status);
        for (name, value) in &self.headers {
            let _ = write!(head, "{name}: {value}\r\n");
        }
        let _ = write!(head, "Content-Length: {}\r\n\r\n", self.body.len());
        let whole = if to.method == "HEAD" { 0 } else { self.body.len() };
        let end = self.cut.unwrap_or(whole).min(whole);
        let _ = out.write_all(head.as_bytes()).and_then(|()| out.write_all(&self.body[..end]));
    }
}

/// A server that ends with its process, and what it was asked.
pub(crate) struct Server {
    pub(crate) host: String,
    asked: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    /// Answers every request with what `answer` says.
    pub(crate) fn start(answer: impl Fn(&Request) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let host = listener.local_addr().expect("an address").to_string();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (log, answer) = (Arc::clone(&asked), Arc::new(answer));
        thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let (log, answer) = (Arc::clone(&log), Arc::clone(&answer));
                thread::spawn(move || {
                    serve(&mut stream, &log, answer.as_ref());
                });
            }
        });
        Self { host, asked }
    }

    /// The same behind TLS and a proxy, so that a host that is not this machine answers here; `host` is that of the proxy.
    pub(crate) fn start_tls(
        tls: ServerConfig,
        answer: impl Fn(&Request) -> Answer + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let host = listener.local_addr().expect("an address").to_string();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (log, answer, tls) = (Arc::clone(&asked), Arc::new(answer), Arc::new(tls));
        thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let (log, answer, tls) = (Arc::clone(&log), Arc::clone(&answer), Arc::clone(&tls));
                thread::spawn(move || {
                    let connect = request(&stream);
                    if connect.is_none_or(|it| !it.path.ends_with(":443")) {
                        return;
                    }
                    let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
                    let session = ServerConnection::new(tls).expect("a session");
                    let mut secured = StreamOwned::new(session, stream);
                    serve(&mut secured, &log, answer.as_ref());
                    secured.conn.send_close_notify();
                    let _ = secured.flush();
                });
            }
        });
        Self { host, asked }
    }

    pub(crate) fn asked(&self) -> Vec<Request> {
        self.asked.lock().expect("the log").clone()
    }
}

fn serve(
    stream: &mut (impl Read + Write),
    log: &Mutex<Vec<Request>>,
    answer: &(impl Fn(&Request) -> Answer + ?Sized),
) {
    let Some(request) = request(&mut *stream) else { return };
    log.lock().expect("the log").push(request.clone());
    answer(&request).write(&request, stream);
}

/// A certificate for a host, as a registry has it, and that of who vouches for it, in PEM.
pub(crate) fn certificate(host: &str) -> (ServerConfig, String) {
    let mut of_authority = CertificateParams::new([]).expect("no names");
    of_authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(of_authority, KeyPair::generate().expect("a key"));
    let authority = authority.expect("an authority");
    let key = KeyPair::generate().expect("a key");
    let params = CertificateParams::new([host.to_owned()]).expect("a name");
    let certificate = params.signed_by(&key, &authority).expect("a certificate");
    let secret = PrivateKeyDer::try_from(key.serialize_der()).expect("a key");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], secret);
    (tls.expect("a certificate with its key"), authority.pem())
}

/// The same at a socket, as a daemon listens.
pub(crate) fn daemon(socket: &Path, answer: impl Fn(&Request) -> Answer + Send + 'static) {
    let listener = UnixListener::bind(socket).expect("a socket");
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            if let Some(request) = request(&stream) {
                answer(&request).write(&request, &mut stream);
            }
        }
    });
}

/// The next request; `None` for what is none, as the start of TLS.
fn request(stream: impl Read) -> Option<Request> {
    let mut reader = BufReader::new(stream);
    let mut first = [0];
    reader.read_exact(&mut first).ok()?;
    if !first[0].is_ascii_uppercase() {
        return None;
    }
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let line = format!("{}{line}", char::from(first[0]));
    let mut words = line.split_whitespace().map(str::to_owned);
    let (method, path) = (words.next()?, words.next()?);
    let mut headers = HashMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim().split_once(": ") else { break };
        headers.insert(name.to_ascii_lowercase(), value.to_owned());
    }
    let length = headers.get("content-length").and_then(|it| it.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Request { method, path, headers, body: String::from_utf8_lossy(&body).into_owned() })
}

/// What a registry holds: manifests by tag and digest, blobs by digest, of any repository.
#[derive(Clone, Default)]
pub(crate) struct Content {
    pub(crate) manifests: HashMap<String, Vec<u8>>,
    pub(crate) blobs: HashMap<String, Vec<u8>>,
}

impl Content {
    fn blob(&mut self, bytes: Vec<u8>) -> (String, usize) {
        let found = (digest(&bytes), bytes.len());
        self.blobs.insert(found.0.clone(), bytes);
        found
    }

    /// Adds an image of one layer; `kind` ends its media type. Gives the descriptor of its manifest.
    pub(crate) fn image(
        &mut self,
        platform: &str,
        tar: &[u8],
        packed: Vec<u8>,
        kind: &str,
    ) -> Value {
        let (os, architecture) = platform.split_once('/').expect("a platform");
        let config = json!({
            "os": os, "architecture": architecture,
            "rootfs": {"type": "layers", "diff_ids": [digest(tar)]}
        });
        let (config, config_size) = self.blob(config.to_string().into_bytes());
        let (layer, size) = self.blob(packed);
        let oci = "application/vnd.oci.image";
        let manifest = json!({
            "schemaVersion": 2,
            "mediaType": format!("{oci}.manifest.v1+json"),
            "config": {"mediaType": format!("{oci}.config.v1+json"), "digest": config, "size": config_size},
            "layers": [{"mediaType": format!("{oci}.layer.v1.{kind}"), "digest": layer, "size": size}],
        });
        let (digest, size) = self.manifest(&manifest);
        json!({
            "mediaType": format!("{oci}.manifest.v1+json"), "digest": digest, "size": size,
            "platform": {"os": os, "architecture": architecture}
        })
    }

    pub(crate) fn manifest(&mut self, manifest: &Value) -> (String, usize) {
        let bytes = manifest.to_string().into_bytes();
        let found = (digest(&bytes), bytes.len());
        self.manifests.insert(found.0.clone(), bytes);
        found
    }

    /// Gives a tag to an index of these images, and its digest back.
    pub(crate) fn tag(&mut self, tag: &str, images: &[Value]) -> String {
        let index = json!({"schemaVersion": 2, "manifests": images});
        let (digest, _) = self.manifest(&index);
        let bytes = self.manifests[&digest].clone();
        self.manifests.insert(tag.to_owned(), bytes);
        digest
    }

    /// What an honest registry without a login answers.
    pub(crate) fn answer(&self, request: &Request) -> Answer {
        let path = request.path.as_str();
        let found = match (path.split_once("/manifests/"), path.split_once("/blobs/")) {
            (Some((_, name)), _) => self.manifests.get(name),
            (_, Some((_, digest))) => self.blobs.get(digest),
            _ => return Answer::status(if path == "/v2/" { 200 } else { 404 }),
        };
        let Some(bytes) = found else { return Answer::status(404) };
        let range = request.headers.get("range").and_then(|it| it.strip_prefix("bytes="));
        match range.and_then(|it| it.strip_suffix('-')?.parse::<usize>().ok()) {
            Some(from) => Answer { status: 206, ..Answer::body(&bytes[from..]) },
            None => Answer::body(bytes.as_slice()),
        }
    }
}
