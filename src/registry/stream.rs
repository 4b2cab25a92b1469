//! The bytes of one blob, asked for again from where the connection broke.

use std::fmt;
use std::io::{self, Read};

use ureq::BodyReader;
use ureq::http::StatusCode;

use super::client::{Client, TRIES};

/// A blob that is on its way.
pub(super) struct Blob<'c> {
    client: &'c Client,
    /// Below the repository.
    path: String,
    /// In bytes, as the list says that names it.
    size: u64,
    position: u64,
    body: Option<BodyReader<'static>>,
    /// How often its connection may still break.
    tries: u32,
}

impl fmt::Debug for Blob<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Blob").field("path", &self.path).field("position", &self.position).finish()
    }
}

impl<'c> Blob<'c> {
    /// A blob of a stated size, from its first byte; nothing is asked for yet.
    pub(super) fn new(client: &'c Client, path: String, size: u64) -> Self {
        Self { client, path, size, position: 0, body: None, tries: TRIES }
    }

    /// Asks for it now.
    ///
    /// # Errors
    /// The host does not give it, or does not have it (`NotFound`).
    pub(super) fn begin(&mut self) -> io::Result<()> {
        self.body = Some(self.connect()?);
        Ok(())
    }

    /// Asks for what is still to come.
    fn connect(&self) -> io::Result<BodyReader<'static>> {
        let answer = self.client.get(&self.path, "*/*", self.position)?;
        let is_rest = answer.status() == StatusCode::PARTIAL_CONTENT;
        let start = if is_rest { self.position } else { 0 };
        let body = answer.into_body();
        if body.content_length().is_some_and(|length| start.saturating_add(length) != self.size) {
            return Err(self.unlike());
        }
        let mut reader = body.into_reader();
        // a host that knows no ranges starts from the beginning
        let known = self.position - start;
        if io::copy(&mut (&mut reader).take(known), &mut io::sink())? < known {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(reader)
    }

    fn unlike(&self) -> io::Error {
        let what = "sends a blob whose size is not what the list says";
        io::Error::new(io::ErrorKind::InvalidData, format!("`{}` {what}", self.client.host()))
    }

    fn next(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.body.is_none() {
            self.body = Some(self.connect()?);
        }
        let Some(body) = &mut self.body else { return Ok(0) };
        let count = body.read(buffer)?;
        match self.size.checked_sub(self.position).and_then(|left| left.checked_sub(count as u64)) {
            None => Err(self.unlike()),
            Some(left) if count == 0 && left > 0 => Err(io::ErrorKind::UnexpectedEof.into()),
            Some(_) => Ok(count),
        }
    }
}

impl Read for Blob<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            let error = match self.next(buffer) {
                Ok(count) => {
                    self.position += count as u64;
                    return Ok(count);
                }
                Err(error) => error,
            };
            // the client has tried again already where there is no connection at all
            let is_broken = self.body.take().is_some();
            if error.kind() == io::ErrorKind::InvalidData || !is_broken {
                return Err(error);
            }
            if self.tries == 0 {
                let host = self.client.host();
                let what = format!("the connection to `{host}` breaks again and again");
                return Err(io::Error::other(what));
            }
            self.tries -= 1;
        }
    }
}
