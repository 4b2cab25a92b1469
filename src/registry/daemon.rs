//! An image of a daemon on this machine, as its API hands it out: what `docker save` prints.

use std::fmt;
use std::io::{self, Read, Write as _};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use ureq::config::Config;
use ureq::unversioned::resolver::DefaultResolver;
use ureq::unversioned::transport::{
    Buffers, ConnectionDetails, Connector, LazyBuffers, NextTimeout, Transport,
};
use ureq::{Agent, Error};

/// A daemon packs the whole image before its first byte.
const SILENCE: Duration = Duration::from_mins(10);

/// The image `name` of the daemon that listens at `socket`, as a tar archive.
///
/// # Errors
/// There is no daemon, or it has no such image (`NotFound`).
pub(crate) fn saved(socket: &Path, name: &str) -> io::Result<impl Read + use<>> {
    if !is_name(name) {
        return Err(io::Error::other("this is no name of an image"));
    }
    let config = Config::builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .proxy(None)
        .timeout_per_read(Some(SILENCE))
        .build();
    let connector = Socket(socket.to_owned());
    let agent = Agent::with_parts(config, connector, DefaultResolver::default());
    let shown = socket.display();
    let get = |what: &str| {
        let answer = agent.get(format!("http://localhost/images/{name}/{what}")).call();
        let answer = answer.map_err(|error| match error {
            Error::Io(error) => {
                io::Error::new(error.kind(), format!("no daemon answers at `{shown}`: {error}"))
            }
            _ => io::Error::other(format!("what answers at `{shown}` is no daemon")),
        })?;
        match answer.status().as_u16() {
            200 => Ok(answer),
            404 => {
                let what = format!("the daemon at `{shown}` has no such image");
                Err(io::Error::new(io::ErrorKind::NotFound, what))
            }
            code => Err(io::Error::other(format!("the daemon at `{shown}` answers with {code}"))),
        }
    };
    get("json")?;
    Ok(get("get")?.into_body().into_reader())
}

/// A name with tag or digest, or an id: what can stand in a path without being another one.
fn is_name(name: &str) -> bool {
    let is_of_name = |byte: u8| byte.is_ascii_alphanumeric() || b"._-/:@".contains(&byte);
    name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name.bytes().all(is_of_name)
        && !name.split('/').any(|part| matches!(part, "" | "." | ".."))
}

/// Connects to a socket of this machine, whatever the address says.
#[derive(Debug)]
struct Socket(PathBuf);

impl Connector for Socket {
    type Out = Connection;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        _chained: Option<()>,
    ) -> Result<Option<Self::Out>, Error> {
        let stream = UnixStream::connect(&self.0)?;
        let sizes = (details.config.input_buffer_size(), details.config.output_buffer_size());
        Ok(Some(Connection { stream, buffers: LazyBuffers::new(sizes.0, sizes.1) }))
    }
}

struct Connection {
    stream: UnixStream,
    buffers: LazyBuffers,
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Connection")
    }
}

impl Transport for Connection {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, _timeout: NextTimeout) -> Result<(), Error> {
        let output = self.buffers.output().get(..amount).unwrap_or_default();
        Ok(self.stream.write_all(output)?)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        let most = timeout.not_zero().map(|it| *it);
        self.stream.set_read_timeout(most)?;
        let count = self.stream.read(self.buffers.input_append_buf())?;
        self.buffers.input_appended(count);
        Ok(count > 0)
    }

    fn is_open(&mut self) -> bool {
        // each request has a connection of its own
        false
    }
}

#[cfg(test)]
mod tests {
    use super::is_name;

    #[test]
    fn a_name_cannot_become_another_path() {
        for name in ["shop/web:1", "localhost:5000/a@sha256:00", "0a1b2c"] {
            assert!(is_name(name), "{name}");
        }
        for name in ["", "/a", "a/../../containers", "a//b", "a?b", "a b", "a%2f", "-a", "a/.."] {
            assert!(!is_name(name), "{name}");
        }
    }
}
