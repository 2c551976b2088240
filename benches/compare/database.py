"""The databases of a run: a desk on Django's tables only, and its copy with deskql's tables and indexes."""
import os
import shutil
import subprocess
import urllib.parse
from pathlib import Path

import desk
import processes
import scratch
from processes import Failure

HERE = Path(__file__).resolve().parent


class Databases:
    """Databases of one kind. `plain` and `indexed` are the URLs of both."""

    kind = None
    embedded = False  # whether its statements are executed by the processes of the service
    works = None  # the names of the works that are measured unless others are chosen; all of them

    def __init__(self, binary, folder):
        self.binary, self.folder, self.created = binary, folder, []

    def query(self, dsn, sql, **variables):
        return scratch.query(self.kind, dsn, sql, **variables)

    def ask(self, sql):
        """The lines that the server answers, outside of both databases."""
        try:
            return self.query(scratch.SERVERS[self.kind], sql)
        except Failure as error:
            name = scratch.VARIABLES[self.kind]
            raise Failure(f"{error}\nStart {scratch.TITLES[self.kind]}, or set {name} to the URL of a server on this machine"
                          " whose user may create databases") from None

    def others(self):
        """The number of other clients' connections, whose CPU time would count."""
        return 0

    def settings(self):
        """The version and the settings on which the numbers depend, by name."""
        raise NotImplementedError

    def create(self, label, template=None):
        dsn = scratch.create(self.kind, self.folder, f"compare_{label}", template)
        self.created.append(dsn)
        return dsn

    def fill(self, tickets, say):
        """Creates both databases with the same rows."""
        say("creating tables")
        self.plain = self.create("plain")
        self.rows_into(self.plain, tickets, say)
        say("copying the database")
        self.indexed = self.copy(tickets, say)
        say("creating indexes")
        self.migrate(self.indexed)
        scratch.settle(self.kind, self.indexed)

    def rows_into(self, dsn, tickets, say):
        """Fills an empty database."""
        self.migrate(dsn, "--create", "--no-indexes")
        say(f"filling {tickets:,} tickets")
        texts = [HERE / "desk" / self.kind / "before.sql", None, HERE / "desk" / self.kind / "after.sql",
                 HERE.parent / "floor" / self.kind / "views.sql"]
        for file in texts:
            if file is None:
                self.query(dsn, scratch.fill(self.kind, tickets))
            elif file.exists():
                sql = file.read_text(encoding="utf-8")
                self.query(dsn, sql.replace(":N", str(tickets)).replace(":PASSWORD", desk.password_hash()))
        scratch.settle(self.kind, dsn)

    def copy(self, tickets, say):
        """A second database with the rows of `plain`, which nothing uses."""
        raise NotImplementedError

    def migrate(self, dsn, *options):
        done = subprocess.run([self.binary, "migrate", *options, dsn], cwd=self.folder, capture_output=True, text=True,
                              env=os.environ | {"DESKQL_SECRET_KEY": "only-for-measurements"}, stdin=subprocess.DEVNULL)
        if done.returncode:
            raise Failure(f"deskql migrate failed:\n{done.stderr.strip() or done.stdout.strip()}")

    def drop(self):
        while self.created:
            scratch.drop(self.kind, self.created.pop())

    def rows(self, dsn, table):
        return int(self.query(dsn, f"SELECT count(*) FROM {table}")[0])

    def cpu(self):
        """Seconds of CPU time of all processes of the server, those that have ended included."""
        return processes.cpu(self.server)


class PostgreSQL(Databases):
    kind = "pg"

    def __init__(self, *arguments):
        super().__init__(*arguments)
        pid = self.ask("SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'")
        if not pid:
            raise Failure("the user in DESKQL_TEST_POSTGRES must be a superuser, to find the server's processes")
        self.server = processes.server(int(pid[0]), ("postgres", "postmaster"), "DESKQL_TEST_POSTGRES", parent=True)

    def others(self):
        return int(self.ask("SELECT count(*) FROM pg_stat_activity WHERE state IS NOT NULL AND pid <> pg_backend_pid()"
                            " AND datname NOT LIKE 'deskql_compare_%'")[0])

    def settings(self):
        names = ("server_version", "shared_buffers", "synchronous_commit", "fsync")
        found = dict(zip(names, self.ask("".join(f"SHOW {name};" for name in names))))
        return {"version": found.pop("server_version")} | found

    def copy(self, tickets, say):
        return self.create("indexed", template=scratch.name_of(self.plain))


class MariaDB(Databases):
    """The four works that show most. Another can be chosen; the floor has no statements for it."""

    kind = "mariadb"
    works = ("gql-ticket", "gql-page", "rest-page", "rest-ticket")

    def __init__(self, *arguments):
        super().__init__(*arguments)
        file = Path(self.ask("SELECT @@pid_file")[0])
        try:
            pid = int(file.read_text())
        except (OSError, ValueError) as error:
            raise Failure(f"the process of MariaDB is unknown, because {file} cannot be read ({error}); run this as root, or set"
                          " DESKQL_TEST_MARIADB to a server on this machine") from None
        self.server = processes.server(pid, ("mariadbd", "mysqld"), "DESKQL_TEST_MARIADB")

    def others(self):
        return int(self.ask("SELECT count(*) FROM information_schema.processlist WHERE command <> 'Daemon' AND id <> connection_id()"
                            " AND coalesce(db, '') NOT LIKE 'deskql\\_compare\\_%'")[0])

    def settings(self):
        row = self.ask("SELECT version(), @@innodb_buffer_pool_size DIV 1048576, @@innodb_flush_log_at_trx_commit")[0]
        version, *values = row.split("\t")
        return {"version": version.split("-")[0], "innodb_buffer_pool_size": f"{values[0]} MiB",
                "innodb_flush_log_at_trx_commit": values[1]}

    def copy(self, tickets, say):
        dsn = self.create("indexed")
        self.rows_into(dsn, tickets, say)
        return dsn


class SQLite(Databases):
    """Files. The processes of each side execute the statements, so the database has no CPU time."""

    kind = "sqlite"
    embedded = True

    def settings(self):
        """The floor's library; deskql and Python have their copies."""
        return {"version": "", "journal_mode": self.query(self.indexed, "PRAGMA journal_mode")[0], "synchronous": "FULL"}

    def copy(self, tickets, say):
        dsn = self.create("indexed")
        shutil.copyfile(scratch.file_of(self.plain), scratch.file_of(dsn))
        return dsn

    def cpu(self):
        return 0


KINDS = {kind.kind: kind for kind in (PostgreSQL, SQLite, MariaDB)}


def server_environment(dsn):
    """The variables in which benches/floor/mariadb.c finds the server, and the database's name."""
    address = urllib.parse.urlsplit(dsn)
    return {"FLOOR_HOST": address.hostname or "127.0.0.1", "FLOOR_PORT": str(address.port or 3306),
            "FLOOR_USER": urllib.parse.unquote(address.username or "root"),
            "FLOOR_PASSWORD": urllib.parse.unquote(address.password or "")}, scratch.name_of(dsn)
