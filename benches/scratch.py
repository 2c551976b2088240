"""Databases that exist for one measurement, and the rows of benches/fill.sql in them.

SQLite files, and databases on the servers in DESKQL_TEST_POSTGRES and DESKQL_TEST_MARIADB, or at 127.0.0.1. All of them are
called by the word of a command line: sqlite, pg or mariadb.
"""
import os
import re
import shutil
import sqlite3
import subprocess
import urllib.parse
import uuid
from pathlib import Path

HERE = Path(__file__).resolve().parent
MYSQL = HERE.parent / "tests" / "contract" / "mysql"
SERVERS = {"pg": os.environ.get("DESKQL_TEST_POSTGRES", "postgres://postgres@127.0.0.1:5432/postgres"),
           "mariadb": os.environ.get("DESKQL_TEST_MARIADB", "mysql://root@127.0.0.1:3306/mysql")}
KINDS = ("sqlite", *SERVERS)
TITLES = {"sqlite": "SQLite", "pg": "PostgreSQL", "mariadb": "MariaDB"}
VARIABLES = {"pg": "DESKQL_TEST_POSTGRES", "mariadb": "DESKQL_TEST_MARIADB"}
# How each database spells a time and a duration, in minutes.
SPELLINGS = {
    "pg": (r"(timestamptz '2025-01-01 00:00:00Z' + (\1) * interval '1 minute')", r"((\1) * interval '1 minute')"),
    "sqlite": (r"datetime('2025-01-01', '+' || (\1) || ' minutes')", r"((\1) * 60000000)"),
    "mariadb": (r"(TIMESTAMP '2025-01-01 00:00:00' + INTERVAL (\1) MINUTE)", r"((\1) * 60000000)"),
}
# PostgreSQL checks no foreign keys. MariaDB ends recursions early, and has || for "or".
AROUND = {
    "pg": ("SET session_replication_role = replica;\n", ";\nRESET session_replication_role;\n"),
    "sqlite": ("BEGIN;\n", ";\nCOMMIT;\n"),
    "mariadb": ("SET sql_mode = 'PIPES_AS_CONCAT', max_recursive_iterations = 100000000;\nBEGIN;\n", ";\nCOMMIT;\n"),
}


class Failure(Exception):
    """A sentence for the user: what failed, and what to do next."""


def fill(kind, tickets):
    """The statements of benches/fill.sql, as a kind of database spells them."""
    sql = (HERE / "fill.sql").read_text(encoding="utf-8")
    for name, spelling in zip(("TIME", "DURATION"), SPELLINGS[kind]):
        sql = re.sub(rf"\b{name}\(([^()]*)\)", spelling, sql)
    if kind == "mariadb":
        sql = sql.replace("(key,", "(`key`,")
    return sql.replace(":N", str(tickets)).join(AROUND[kind])


def file_of(dsn):
    """The path in the URL of a SQLite database."""
    return urllib.parse.unquote(dsn.removeprefix("sqlite:"))


def query(kind, dsn, sql, **variables):
    """Runs SQL; returns one line for each row. On SQLite, several statements return nothing."""
    if kind == "sqlite":
        connection = sqlite3.connect(file_of(dsn), timeout=60)
        try:
            if sql.rstrip().rstrip(";").count(";"):
                connection.executescript(sql)
                return []
            with connection:
                return ["|".join(map(str, row)) for row in connection.execute(sql)]
        except sqlite3.Error as error:
            raise Failure(f"SQLite: {error}") from error
        finally:
            connection.close()
    named = [part for name, value in variables.items() for part in ("-v", f"{name}={value}")]
    command = {"pg": [psql(), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", *named, "-d", dsn, "-f", "-"],
               "mariadb": [str(MYSQL), dsn]}[kind]
    done = subprocess.run(command, input=sql, capture_output=True, text=True)
    if done.returncode:
        raise Failure(f"{TITLES[kind]}: {done.stderr.strip()}")
    return done.stdout.splitlines()


def psql():
    program = shutil.which("psql") or max(map(str, Path("/usr/lib/postgresql").glob("*/bin/psql")), default=None)
    if not program:
        raise Failure("psql is not installed ('apt-get install postgresql-client')")
    return program


def settle(kind, dsn):
    """Statistics for the planner, and nothing left to write, as in a database that has been used for a while."""
    if kind == "mariadb":
        tables = query(kind, dsn, "SELECT table_name FROM information_schema.tables WHERE table_schema = database()"
                                  " AND table_type = 'BASE TABLE'")
        query(kind, dsn, f"ANALYZE TABLE {', '.join(tables)}")
    else:
        query(kind, dsn, {"pg": "VACUUM ANALYZE;\nCHECKPOINT", "sqlite": "VACUUM; ANALYZE; PRAGMA wal_checkpoint(TRUNCATE)"}[kind])


def create(kind, folder, label, template=None):
    """Creates a database, and returns its URL. SQLite's file, which is in `folder`, appears with its first table.

    `template` is the name of a database on PostgreSQL, of which this is a copy.
    """
    name = f"deskql_{label}_{uuid.uuid4().hex[:12]}"
    if kind == "sqlite":
        return f"sqlite:{urllib.parse.quote(str(Path(folder).resolve() / name))}.sqlite3"
    statement = {"pg": f"CREATE DATABASE {name} TEMPLATE {template or 'template0'}" + ("" if template else " ENCODING 'UTF8'"),
                 "mariadb": f"CREATE DATABASE {name} CHARACTER SET utf8mb4"}[kind]
    query(kind, SERVERS[kind], statement)
    return urllib.parse.urlsplit(SERVERS[kind])._replace(path="/" + name).geturl()


def drop(kind, dsn):
    if kind == "sqlite":
        for end in ("", "-wal", "-shm"):
            Path(file_of(dsn) + end).unlink(missing_ok=True)
    else:
        query(kind, SERVERS[kind], f"DROP DATABASE IF EXISTS {name_of(dsn)}" + (" WITH (FORCE)" if kind == "pg" else ""))


def name_of(dsn):
    """The name of a database on a server."""
    return urllib.parse.urlsplit(dsn).path.lstrip("/")
