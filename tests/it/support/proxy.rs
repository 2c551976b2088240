//! A TCP proxy in front of a database, which can be closed and reopened.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A proxy.
pub struct Proxy {
    address: SocketAddr,
    server: String,
    open: Arc<Mutex<Vec<JoinHandle<()>>>>,
    accepting: Option<JoinHandle<()>>,
}

impl Proxy {
    /// Starts a proxy to the server in a database's `url`.
    pub async fn to(url: &str) -> Self {
        let server = host(url).1.to_owned();
        let server = if server.contains(':') {
            server
        } else {
            format!("{server}:5432")
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let mut proxy = Self {
            address,
            server,
            open: Arc::default(),
            accepting: None,
        };
        proxy.accept(listener);
        proxy
    }

    /// The URL of the database through the proxy.
    #[must_use]
    pub fn url(&self, url: &str) -> String {
        let (before, _, after) = host(url);
        format!("{before}{}{after}", self.address)
    }

    /// Drops all connections and accepts no new ones.
    pub async fn close(&mut self) {
        let accepting = self.accepting.take().unwrap();
        accepting.abort();
        let _ = accepting.await;
        let open: Vec<_> = self.open.lock().unwrap().drain(..).collect();
        for connection in open {
            connection.abort();
            let _ = connection.await;
        }
    }

    /// Accepts connections again, at the same address.
    pub async fn reopen(&mut self) {
        let listener = TcpListener::bind(self.address).await.unwrap();
        self.accept(listener);
    }

    fn accept(&mut self, listener: TcpListener) {
        let (open, server) = (Arc::clone(&self.open), self.server.clone());
        self.accepting = Some(tokio::spawn(async move {
            while let Ok((mut here, _)) = listener.accept().await {
                let server = server.clone();
                let connection = tokio::spawn(async move {
                    let mut there = TcpStream::connect(server).await.unwrap();
                    let _ = tokio::io::copy_bidirectional(&mut here, &mut there).await;
                });
                open.lock().unwrap().push(connection);
            }
        }));
    }
}

/// Splits a URL into the part before the host, host and port, and the rest.
fn host(url: &str) -> (&str, &str, &str) {
    let start = url.find("://").unwrap() + 3;
    let end = start + url[start..].find('/').unwrap();
    let start = url[..end].rfind('@').map_or(start, |at| at + 1);
    (&url[..start], &url[start..end], &url[end..])
}
