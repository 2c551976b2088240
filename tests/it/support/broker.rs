//! Brokers for single tests, on free ports. Tests skip brokers that are not installed.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The password of the brokers.
pub const PASSWORD: &str = "s3cret-of-the-broker";

/// The programs of the brokers.
pub const PROGRAMS: [&str; 2] = ["redis-server", "nats-server"];

/// A broker that can be stopped and started again; killed when dropped.
#[derive(Debug)]
pub struct Broker {
    program: &'static str,
    address: SocketAddr,
    folder: tempfile::TempDir,
    running: Option<Child>,
}

impl Broker {
    /// Starts a broker; `None` (and a message) if the program is not installed.
    #[must_use]
    pub fn start(program: &'static str) -> Option<Self> {
        // Debian installs nats-server in /usr/sbin.
        let path = format!("{}:/usr/sbin", std::env::var("PATH").unwrap_or_default());
        if !std::env::split_paths(&path).any(|folder| folder.join(program).is_file()) {
            eprintln!("skipped: {program} is not installed");
            return None;
        }
        let address = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap();
        let mut broker = Self {
            program,
            address,
            folder: tempfile::tempdir().unwrap(),
            running: None,
        };
        broker.begin();
        Some(broker)
    }

    /// Starts every broker that is installed.
    #[must_use]
    pub fn each() -> Vec<Self> {
        PROGRAMS.into_iter().filter_map(Self::start).collect()
    }

    /// The name of the program.
    #[must_use]
    pub fn program(&self) -> &'static str {
        self.program
    }

    /// The URL with user and password, for the settings.
    #[must_use]
    pub fn url(&self) -> String {
        let (scheme, user) = if self.program == "redis-server" {
            ("redis", "")
        } else {
            ("nats", "deskql")
        };
        format!("{scheme}://{user}:{PASSWORD}@{}", self.address)
    }

    /// Starts the program, at the same address as before.
    pub fn begin(&mut self) {
        let port = self.address.port().to_string();
        let mut command = Command::new(self.program);
        command.env(
            "PATH",
            format!("{}:/usr/sbin", std::env::var("PATH").unwrap_or_default()),
        );
        if self.program == "redis-server" {
            command.args([
                "--bind",
                "127.0.0.1",
                "--port",
                &port,
                "--requirepass",
                PASSWORD,
            ]);
            command.args(["--save", "", "--appendonly", "no"]);
        } else {
            command.args([
                "-a",
                "127.0.0.1",
                "-p",
                &port,
                "--user",
                "deskql",
                "--pass",
                PASSWORD,
            ]);
        }
        command
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        self.running = Some(command.spawn().unwrap());
        let begun = Instant::now();
        while TcpStream::connect(self.address).is_err() {
            assert!(
                begun.elapsed() < Duration::from_secs(20),
                "{} does not answer",
                self.program
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Kills the program.
    pub fn end(&mut self) {
        if let Some(mut running) = self.running.take() {
            let _ = running.kill();
            let _ = running.wait();
        }
    }
}

impl Drop for Broker {
    fn drop(&mut self) {
        self.end();
    }
}
