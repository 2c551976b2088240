"""The databases of the test: a SQLite file, a database on PostgreSQL, one on MariaDB. Each reports its schema, without deskql's
tables and indexes, and its first rows."""
import os
import re
import shutil
import sqlite3
import subprocess
import urllib.parse
import uuid
from pathlib import Path

# Rows that both programs must leave alike; each has its own mail templates.
ROWS = {
    "django_content_type": "id, app_label, model",
    "auth_permission": "id, content_type_id, codename, name",
    "django_site": "id, domain, name",
    "django_migrations": "id, app, name",
}


class Unavailable(Exception):
    """There is no such server here."""


class Sqlite:
    """A file."""

    def __init__(self, folder, name):
        self.path = folder / f"{name}.sqlite3"
        self.deskql = self.django = f"sqlite:{self.path}"

    def ask(self, sql):
        with sqlite3.connect(self.path, timeout=20) as connection:
            return ["|".join(map(str, row)) for row in connection.execute(sql)]

    def tables(self):
        return self.ask("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_stat%' ORDER BY name")

    def schema(self):
        return self.ask("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE tbl_name NOT LIKE 'deskql%' AND tbl_name NOT LIKE 'sqlite_stat%' "
                        "AND name NOT LIKE 'deskql%' ORDER BY type, name")

    def rows(self):
        return [line for table, columns in ROWS.items() for line in self.ask(f"SELECT {columns} FROM {table} ORDER BY 1")]

    def drop(self):
        for file in self.path.parent.glob(self.path.name + "*"):
            # A process that ends removes some itself.
            file.unlink(missing_ok=True)


def program(name):
    found = shutil.which(name) or max(map(str, Path("/usr/lib/postgresql").glob(f"*/bin/{name}")), default=None)
    if not found:
        raise Unavailable(f"{name} is not installed")
    return found


class Postgres:
    """A database on a server that is there already."""

    def __init__(self, server, name):
        self.server, self.name = server, f"dq_interop_{name}_{uuid.uuid4().hex[:12]}"
        self.deskql = self.django = urllib.parse.urlsplit(server)._replace(path="/" + self.name).geturl()
        done = self.psql(server, f"CREATE DATABASE {self.name} TEMPLATE template0 ENCODING 'UTF8'")
        if done.returncode:
            raise Unavailable(done.stderr.strip().splitlines()[0])

    @staticmethod
    def psql(url, sql):
        return subprocess.run([program("psql"), "-w", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", sql],
                              capture_output=True, text=True, stdin=subprocess.DEVNULL)

    def ask(self, sql):
        done = self.psql(self.deskql, sql)
        done.check_returncode()
        return done.stdout.splitlines()

    def tables(self):
        return self.ask("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")

    def schema(self):
        done = subprocess.run([program("pg_dump"), "-w", "-s", "--no-owner", "-T", "deskql_*", "-d", self.deskql],
                              capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL)
        # \restrict carries a word made up for each dump.
        return [line for line in done.stdout.splitlines() if line and not line.startswith(("\\", "--", "CREATE INDEX deskql_"))]

    def rows(self):
        return [line for table, columns in ROWS.items() for line in self.ask(f"SELECT {columns} FROM {table} ORDER BY 1")]

    def drop(self):
        self.psql(self.server, f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")


class MariaDb:
    """A database on a server of MariaDB or MySQL that is there already."""

    def __init__(self, server, name):
        self.name = f"dq_interop_{name}_{uuid.uuid4().hex[:12]}"
        self.deskql = self.django = urllib.parse.urlsplit(server)._replace(path="/" + self.name).geturl()
        done = self.client(server, f"CREATE DATABASE {self.name} CHARACTER SET utf8mb4")
        if done.returncode:
            raise Unavailable(done.stderr.strip().splitlines()[0])

    @staticmethod
    def client(url, sql):
        at, part = urllib.parse.urlsplit(url), urllib.parse.unquote
        found = shutil.which("mariadb") or shutil.which("mysql")
        if not found:
            raise Unavailable("the client of MariaDB (mariadb or mysql) is not installed")
        return subprocess.run([found, "--no-defaults", "--protocol=tcp", "-h", at.hostname or "127.0.0.1",
                               "-P", str(at.port or 3306), "-u", part(at.username or "root"), "-N", "-B", "-r",
                               "--default-character-set=utf8mb4", at.path.lstrip("/"), "-e", sql],
                              env=dict(os.environ, MYSQL_PWD=part(at.password or "")), capture_output=True, text=True,
                              stdin=subprocess.DEVNULL)

    def ask(self, sql):
        done = self.client(self.deskql, sql)
        done.check_returncode()
        return [line.replace("\t", "|") for line in done.stdout.splitlines()]

    def tables(self):
        return self.ask("SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() ORDER BY 1")

    def schema(self):
        lines = []
        for table in self.tables():
            if not table.startswith("deskql_"):
                # The counter depends on the rows; it is not part of the table's definition.
                found = [re.sub(r" AUTO_INCREMENT=\d+", "", line) for line in self.ask(f"SHOW CREATE TABLE `{table}`")]
                found = [line.rstrip(",") for line in found if not line.startswith("  KEY `deskql_")]
                # `deskql migrate` recreates indexes of foreign keys, which moves them to the end.
                lines += sorted(found, key=lambda line: line if line.startswith("  KEY") else "")
        return lines

    def rows(self):
        return [line for table, columns in ROWS.items() for line in self.ask(f"SELECT {columns} FROM {table} ORDER BY 1")]

    def drop(self):
        self.client(self.deskql, f"DROP DATABASE IF EXISTS {self.name}")


def database(kind, folder, name):
    """A new one of a kind: `sqlite`, `pg` or `mariadb`."""
    if kind == "sqlite":
        return Sqlite(folder, name)
    if kind == "pg":
        return Postgres(os.environ.get("PGURL") or os.environ.get("DESKQL_TEST_POSTGRES")
                        or "postgres://postgres@127.0.0.1:5432/postgres", name)
    return MariaDb(os.environ.get("DESKQL_TEST_MARIADB") or "mysql://root@127.0.0.1:3306/mysql", name)
