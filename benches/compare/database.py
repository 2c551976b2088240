"""The databases of a run: a desk on Django's tables only, and its copy with deskql's tables and indexes."""
import os
import subprocess
import urllib.parse
import uuid
from pathlib import Path

import desk
import processes
from processes import Failure

HERE = Path(__file__).resolve().parent
SERVER = os.environ.get("DESKQL_TEST_POSTGRES", "postgres://postgres@127.0.0.1:5432/postgres")


def query(dsn, sql, **variables):
    """The lines that psql prints, one for each row."""
    named = [part for name, value in variables.items() for part in ("-v", f"{name}={value}")]
    done = subprocess.run(["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", *named, "-d", dsn, "-f", "-"], input=sql,
                          capture_output=True, text=True)
    if done.returncode:
        raise Failure(f"psql: {done.stderr.strip()}")
    return done.stdout.splitlines()


class Databases:
    """`plain` and `indexed` are the URLs of both databases."""

    def __init__(self, pages, binary, folder):
        self.pages, self.binary, self.folder, self.names = pages, binary, folder, []
        try:
            pid = query(SERVER, "SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'")
        except Failure as error:
            raise Failure(f"{error}\nStart PostgreSQL, or set DESKQL_TEST_POSTGRES to the URL of a server on this machine"
                          " whose user may create databases") from None
        if not pid:
            raise Failure("the user in DESKQL_TEST_POSTGRES must be a superuser, to find the server's processes")
        self.postmaster = processes.postmaster(int(pid[0]))

    def others(self):
        """The number of other clients' connections, whose CPU time would count."""
        return int(query(SERVER, "SELECT count(*) FROM pg_stat_activity WHERE state IS NOT NULL AND pid <> pg_backend_pid()"
                                 " AND datname NOT LIKE 'deskql_compare_%'")[0])

    def settings(self):
        names = ("server_version", "shared_buffers", "synchronous_commit", "fsync")
        return dict(zip(names, query(SERVER, "".join(f"SHOW {name};" for name in names))))

    def create(self, kind, template="template0"):
        name = f"deskql_compare_{kind}_{uuid.uuid4().hex[:12]}"
        encoding = " ENCODING 'UTF8'" if template == "template0" else ""
        self.names.append(name)
        query(SERVER, f"CREATE DATABASE {name} TEMPLATE {template}{encoding}")
        return urllib.parse.urlsplit(SERVER)._replace(path="/" + name).geturl()

    def fill(self, tickets, say):
        """Creates both databases with the same rows."""
        say("creating tables")
        self.plain = self.create("plain")
        self.migrate(self.plain, "--create", "--no-indexes")
        say(f"filling {tickets:,} tickets")
        before, after = ((HERE / "desk" / name).read_text(encoding="utf-8") for name in ("before.sql", "after.sql"))
        query(self.plain, before.replace(":N", str(tickets)))
        query(self.plain, self.pages.fill(tickets))
        query(self.plain, after.replace(":PASSWORD", desk.password_hash()))
        query(self.plain, (HERE.parent / "floor" / "views.sql").read_text(encoding="utf-8"))
        query(self.plain, "VACUUM ANALYZE")
        say("copying the database")
        self.indexed = self.create("indexed", template=self.names[-1])
        say("creating indexes")
        self.migrate(self.indexed)
        query(self.indexed, "VACUUM ANALYZE")
        query(SERVER, "CHECKPOINT")

    def migrate(self, dsn, *options):
        done = subprocess.run([self.binary, "migrate", *options, dsn], cwd=self.folder, capture_output=True, text=True,
                              env=os.environ | {"DESKQL_SECRET_KEY": "only-for-measurements"}, stdin=subprocess.DEVNULL)
        if done.returncode:
            raise Failure(f"deskql migrate failed:\n{done.stderr.strip() or done.stdout.strip()}")

    def drop(self):
        while self.names:
            query(SERVER, f"DROP DATABASE IF EXISTS {self.names.pop()} WITH (FORCE)")

    def rows(self, dsn, table):
        return int(query(dsn, f"SELECT count(*) FROM {table}")[0])

    def cpu(self):
        """Seconds of CPU time of all processes of the server, those that have ended included."""
        return processes.cpu(self.postmaster)
