//! PgBouncer in transaction mode. Tests skip it if it is not installed.

use std::net::{TcpListener, TcpStream};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A running PgBouncer, killed when dropped.
#[derive(Debug)]
pub struct PgBouncer {
    running: Child,
    url: String,
    _folder: tempfile::TempDir,
}

impl PgBouncer {
    /// Starts a PgBouncer that has `connections` connections to the database at `server`; `None`
    /// (and a message) if it is not installed.
    #[must_use]
    pub fn start(server: &str, connections: u32) -> Option<Self> {
        // Debian installs it in /usr/sbin.
        let path = format!("{}:/usr/sbin", std::env::var("PATH").unwrap_or_default());
        if !std::env::split_paths(&path).any(|folder| folder.join("pgbouncer").is_file()) {
            eprintln!("skipped: pgbouncer is not installed");
            return None;
        }
        let parsed: http::Uri = server.parse().unwrap();
        let name = parsed.path().trim_start_matches('/');
        let (host, port) = (parsed.host().unwrap(), parsed.port_u16().unwrap_or(5432));
        let authority = parsed.authority().unwrap().as_str();
        let user = authority
            .rsplit_once('@')
            .map_or("postgres", |(user, _)| user);
        let (user, password) = user.split_once(':').unwrap_or((user, ""));
        let password = if password.is_empty() {
            String::new()
        } else {
            format!("password={password}")
        };
        let address = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap();
        let folder = tempfile::tempdir().unwrap();
        let settings = format!(
            "[databases]\n{name} = host={host} port={port} dbname={name} user={user} {password}\n\
             [pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {}\nauth_type = any\npool_mode = transaction\n\
             default_pool_size = {connections}\nmax_client_conn = 200\nunix_socket_dir =\n",
            address.port()
        );
        let file = folder.path().join("pgbouncer.ini");
        std::fs::write(&file, settings).unwrap();
        let mut command = Command::new("pgbouncer");
        command
            .env("PATH", path)
            .arg("-q")
            .arg(&file)
            .current_dir(folder.path());
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        if is_root() {
            // PgBouncer does not run as root.
            std::os::unix::fs::chown(folder.path(), Some(NOBODY), Some(NOBODY)).unwrap();
            command.uid(NOBODY).gid(NOBODY);
        }
        let running = command.spawn().unwrap();
        let begun = Instant::now();
        while TcpStream::connect(address).is_err() {
            assert!(
                begun.elapsed() < Duration::from_secs(20),
                "pgbouncer does not answer"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
        Some(Self {
            running,
            url: format!("postgres://{user}@{address}/{name}"),
            _folder: folder,
        })
    }

    /// The URL of the database through PgBouncer.
    #[must_use]
    pub fn url(&self) -> String {
        self.url.clone()
    }
}

/// The ID of the user `nobody`.
const NOBODY: u32 = 65_534;

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata("/proc/self").is_ok_and(|found| found.uid() == 0)
}

impl Drop for PgBouncer {
    fn drop(&mut self) {
        let _ = self.running.kill();
        let _ = self.running.wait();
    }
}
