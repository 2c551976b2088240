"""The program on a database and a folder of a test: its settings, its commands, an account with a token, a queue."""
import os
import subprocess
from pathlib import Path

from databases import Sqlite

ROOT = Path(__file__).resolve().parent.parent.parent
BIN = Path(os.environ.get("BIN", Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release" / "deskql")).resolve()


class Program:
    """Settings are variables without `DESKQL_`, as `OUTBOX__LEASE_SECONDS`; those of whoever runs the test do not count."""

    def __init__(self, database, folder, **settings):
        self.database, self.folder, self.token = database, folder, None
        (folder / "media").mkdir(exist_ok=True)
        self.env = {name: value for name, value in os.environ.items() if not name.startswith("DESKQL_")}
        self.env["NO_COLOR"] = "1"
        self.settings(DATABASE__URL=database.deskql, STORAGE__URL=f"fs:{folder / 'media'}",
                      SECRET_KEY="for-this-test-alone", **settings)

    def settings(self, **settings):
        self.env |= {f"DESKQL_{name.upper()}": value for name, value in settings.items()}

    def make(self, queue):
        """Fills the database; `queue` has the columns of its queue as SQL."""
        self.deskql("migrate", "--create")
        self.deskql("user", "create", "ada", "--superuser", "--password-stdin", stdin="engine-1843-x\n")
        self.token = self.deskql("token", "create", "ada").split()[-1]
        self.execute(f"INSERT INTO helpdesk_queue ({', '.join(queue)}) VALUES ({', '.join(queue.values())})")

    def run(self, *arguments, stdin=""):
        """Runs a command to its end."""
        return subprocess.run([BIN, *arguments], cwd=self.folder, env=self.env, capture_output=True, text=True, input=stdin)

    def deskql(self, *arguments, stdin=""):
        """Runs a command that must not fail; returns its output."""
        done = self.run(*arguments, stdin=stdin)
        if done.returncode:
            raise RuntimeError(f"deskql {' '.join(arguments)}: {done.stdout}{done.stderr}")
        return done.stdout

    def spawn(self, command, log, **settings):
        """Starts a command that lasts; what it says is added to `log`."""
        env = self.env | {f"DESKQL_{name}": value for name, value in settings.items()}
        with log.open("a") as out:
            return subprocess.Popen([BIN, *command], cwd=self.folder, env=env, stdout=out, stderr=out,
                                    stdin=subprocess.DEVNULL)

    def execute(self, sql):
        """Runs SQL that changes something."""
        if not isinstance(self.database, Sqlite):
            self.database.ask(sql)
            return
        import sqlite3
        connection = sqlite3.connect(self.database.path, timeout=20)
        with connection:
            connection.execute(sql)
        connection.close()
