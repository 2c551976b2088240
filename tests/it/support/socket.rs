//! Connections to a service over plain sockets, for clients that an HTTP library does not imitate.

use std::io::{Read as _, Result, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use super::fixture;

/// The handshake of a WebSocket with graphql-transport-ws.
const HANDSHAKE: &str = "GET /graphql HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n\
    Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
    Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n";

/// A connection. Reads panic after 20 seconds without data.
#[derive(Debug)]
pub struct Connection {
    /// The socket.
    pub stream: TcpStream,
    /// Bytes that were received and not read.
    pub received: Vec<u8>,
}

impl Connection {
    /// Connects to `HOST:PORT`.
    pub fn open(address: &str) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        let timeout = Some(Duration::from_secs(20));
        stream.set_read_timeout(timeout).unwrap();
        Self {
            stream,
            received: Vec::new(),
        }
    }

    /// Opens a WebSocket; returns it with the status line of the response.
    pub fn open_websocket(address: &str) -> (Self, String) {
        let mut connection = Self::open(address);
        connection.send(HANDSHAKE);
        let status = connection.read_until("\r\n");
        connection.read_until("\r\n\r\n");
        (connection, status)
    }

    /// Sends bytes.
    pub fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.stream.write_all(bytes.as_ref()).unwrap();
    }

    /// Sends text as a masked frame of a WebSocket.
    pub fn send_frame(&mut self, text: &str) {
        let mut frame = vec![0x81];
        match u8::try_from(text.len()) {
            Ok(length) if length < 126 => frame.push(0x80 | length),
            _ => {
                frame.push(0x80 | 127);
                frame.extend((text.len() as u64).to_be_bytes());
            }
        }
        frame.extend([0; 4]);
        frame.extend(text.as_bytes());
        self.send(frame);
    }

    /// Sends `connection_init` with the token of a user of the fixture.
    pub fn send_init(&mut self, user: &str) {
        let token = fixture::token(user);
        self.send_frame(&format!(
            r#"{{"type":"connection_init","payload":{{"Authorization":"Token {token}"}}}}"#
        ));
    }

    /// Reads up to and including `end`.
    pub fn read_until(&mut self, end: &str) -> String {
        loop {
            let mut windows = self.received.windows(end.len());
            if let Some(at) = windows.position(|window| window == end.as_bytes()) {
                let rest = self.received.split_off(at + end.len());
                let read = std::mem::replace(&mut self.received, rest);
                return String::from_utf8_lossy(&read).into_owned();
            }
            assert!(
                self.receive().unwrap() > 0,
                "the connection ended before {end:?}: {}",
                String::from_utf8_lossy(&self.received)
            );
        }
    }

    /// Reads one response with its body.
    ///
    /// # Errors
    /// The connection breaks or ends before.
    pub fn read_response(&mut self) -> Result<String> {
        loop {
            let text = String::from_utf8_lossy(&self.received);
            if let Some((head, body)) = text.split_once("\r\n\r\n") {
                let length = head.lines().find_map(|line| {
                    line.to_lowercase()
                        .strip_prefix("content-length: ")?
                        .parse()
                        .ok()
                });
                if body.len() >= length.unwrap_or(0) {
                    let text = text.into_owned();
                    self.received.clear();
                    return Ok(text);
                }
            }
            if self.receive()? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
        }
    }

    /// Reads until the other side closes the connection, or it breaks.
    pub fn read_to_end(&mut self) -> String {
        let _ = self.stream.read_to_end(&mut self.received);
        String::from_utf8_lossy(&std::mem::take(&mut self.received)).into_owned()
    }

    fn receive(&mut self) -> Result<usize> {
        let mut buffer = [0; 4096];
        let count = self.stream.read(&mut buffer)?;
        self.received.extend(&buffer[..count]);
        Ok(count)
    }
}

/// Sends one request with `Connection: close`; returns the response.
pub fn get(address: &str, path: &str, host: &str, headers: &str) -> String {
    let mut connection = Connection::open(address);
    connection.send(format!(
        "GET {path} HTTP/1.1\r\nHost: {host}\r\n{headers}Connection: close\r\n\r\n"
    ));
    connection.read_to_end()
}
