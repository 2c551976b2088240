"""The live database of a replay: restores the rows of the fixture, and reads the rows of django-helpdesk's tables.

A replay reads all rows after each scenario and restores the tables that changed, so both are cheap: connections stay open,
and rows that equal those of the first reading are not converted again.
"""
import datetime as dt
import glob
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import urllib.parse
from pathlib import Path

HERE = Path(__file__).resolve().parent
fixture = HERE / "fixture"  # use_release() sets that of another release

IGNORED_TABLES = {"django_migrations", "django_session"}
INTERVAL_COLUMNS = {("helpdesk_followup", "time_spent"), ("helpdesk_queue", "dedicated_time")}
JSON_COLUMNS = {("helpdesk_followup", "email_recipients"), ("helpdesk_checklisttemplate", "task_list")}


def use_release(release):
    """Replays use the database of this older release."""
    global fixture
    fixture = HERE / "releases" / release / "fixture"
    if not (fixture / "helpdesk.sqlite3").is_file():
        known = sorted(p.parent.parent.name for p in (HERE / "releases").glob("*/fixture/helpdesk.sqlite3"))
        sys.exit(f"unknown release {release}; recorded are {', '.join(known)}")


def fixture_tables():
    """The tables of django-helpdesk. A service may have others."""
    if not hasattr(fixture_tables, "names"):
        c = sqlite3.connect(fixture / "helpdesk.sqlite3")
        fixture_tables.names = {n for (n,) in c.execute("select name from sqlite_master where type='table' and name not like 'sqlite_%'")}
        c.close()
    return fixture_tables.names


def compared_tables():
    return sorted(fixture_tables() - IGNORED_TABLES)


class Rows:
    """The rows of tables. Those that are as they were at first are not converted again."""

    def __init__(self):
        self.first = {}

    def convert(self, table, raw, convert):
        known, rows = self.first.setdefault(table, (raw, None))
        if known != raw:
            return convert(raw)
        if rows is None:
            rows = convert(raw)
            self.first[table] = raw, rows
        return rows


class Sqlite:
    vendor = "sqlite"

    def __init__(self, path):
        self.path, self.rows, self.open, self.columns = path, Rows(), None, {}

    def connection(self):
        if self.open is None:
            self.open = sqlite3.connect(self.path, timeout=30, isolation_level=None)
            self.open.execute("pragma foreign_keys = off")
            self.open.execute("attach ? as fixture", (str(fixture / "helpdesk.sqlite3"),))
        return self.open

    def reset(self, tables=None):
        """Restores the rows of these tables, or of all, and the counters of row numbers."""
        c = self.connection()
        c.execute("begin immediate")
        for table in sorted(fixture_tables() if tables is None else tables):
            c.execute(f'delete from main."{table}"')
            cols = ", ".join(f'"{r[1]}"' for r in c.execute(f'pragma fixture.table_info("{table}")'))
            c.execute(f'insert into main."{table}" ({cols}) select {cols} from fixture."{table}"')
        c.execute("delete from main.sqlite_sequence where name in (select name from fixture.sqlite_master)")
        c.execute("insert into main.sqlite_sequence (name, seq) select name, seq from fixture.sqlite_sequence")
        c.execute("commit")

    def execute(self, statements):
        c = self.connection()
        c.execute("begin immediate")
        for s in statements:
            c.execute(s)
        c.execute("commit")

    def dump(self):
        c, out = self.connection(), {}
        c.execute("begin")
        for table in compared_tables():
            if table not in self.columns:
                self.columns[table] = [(r[1], (r[2] or "").lower()) for r in c.execute(f'pragma main.table_info("{table}")')]
            raw = c.execute(f'select * from main."{table}"').fetchall()
            out[table] = self.rows.convert(table, raw, lambda rows: [self.row(table, r) for r in rows])
        c.execute("commit")
        return out

    def row(self, table, values):
        row = {}
        for (name, kind), v in zip(self.columns[table], values):
            if v is not None:
                if kind == "bool":
                    v = bool(v)
                elif kind == "datetime":
                    v = canonical_time(str(v))
                elif (table, name) in JSON_COLUMNS:
                    v = json.loads(v)
            row[name] = v
        return row


class Postgres:
    """PostgreSQL through a psql that stays connected."""
    vendor = "postgresql"

    def __init__(self, dsn):
        self.dsn = dsn
        self.psql = os.environ.get("PSQL") or shutil.which("psql") or next(
            iter(sorted(glob.glob("/usr/lib/postgresql/*/bin/psql"))), None)
        if not self.psql:
            sys.exit("--pg requires psql (set PSQL to its path)")
        self.rows, self.open, self.query, self.copies, self.counters = Rows(), None, None, None, []

    def run(self, sql):
        """Runs statements and returns the lines that they print."""
        if self.open is None:
            env = dict(os.environ, PGTZ="UTC", PGOPTIONS="-c timezone=UTC", PGCLIENTENCODING="UTF8")
            self.errors = tempfile.TemporaryFile("w+")
            self.open = subprocess.Popen([self.psql, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", self.dsn],
                                         stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors, env=env,
                                         encoding="utf-8")
        try:
            self.open.stdin.write(f"{sql}\n;\\echo end-of-answer\n")
            self.open.stdin.flush()
        except BrokenPipeError:
            pass
        lines = []
        for line in self.open.stdout:
            if line == "end-of-answer\n":
                return lines
            lines.append(line.rstrip("\n"))
        self.errors.seek(0)
        raise RuntimeError("psql: " + self.errors.read().strip())

    def reset(self, tables=None):
        """Restores the rows of these tables, or of all, and the sequences of row numbers."""
        if self.copies is None:
            sql = self.fixture_rows()
            self.copies = {m[1]: m[0] for m in re.finditer(r"^COPY public\.(\w+) .*?^\\\.$", sql, re.M | re.S)}
            self.counters = re.findall(r"^SELECT pg_catalog\.setval\(.*\);$", sql, re.M)
        tables = sorted(fixture_tables() if tables is None else tables)
        # Django's foreign keys are deferred, so the order of the tables does not matter.
        self.run("\n".join(["BEGIN;", *(f"DELETE FROM public.{table};" for table in tables),
                            *(self.copies[table] for table in tables if table in self.copies), *self.counters, "COMMIT;"]))

    def fixture_rows(self):
        reset = fixture / "helpdesk.pg.reset.sql"
        if reset.is_file():
            return reset.read_text(encoding="utf-8")
        from releases.rows import postgres
        return postgres(fixture / "helpdesk.sqlite3")

    def execute(self, statements):
        self.run("BEGIN;\n" + "".join(s + ";\n" for s in statements) + "COMMIT;")

    def dump(self):
        if self.query is None:
            lines = self.run("SELECT table_name, column_name, data_type FROM information_schema.columns"
                             " WHERE table_schema = 'public' ORDER BY table_name, ordinal_position;")
            tables = {table: [] for table in compared_tables()}
            for table, col, ty in (line.split("|") for line in lines):
                if table not in tables:
                    continue
                if ty == "interval":
                    expr = f'(extract(epoch from "{col}")*1000000)::numeric(30, 0) as "{col}"'
                elif ty == "timestamp with time zone":
                    expr = f"""to_char("{col}" at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "{col}\""""
                else:
                    expr = f'"{col}"'
                tables[table].append(expr)
            self.query = " UNION ALL ".join(
                f"""SELECT '{t} [' || coalesce(string_agg(row_to_json(x)::text, ','), '') || ']'"""
                f""" FROM (SELECT {", ".join(cols)} FROM public."{t}" ORDER BY 1) x""" for t, cols in tables.items()) + ";"
        raw = dict(line.split(" ", 1) for line in self.run(self.query))
        return {table: self.rows.convert(table, raw[table], json.loads) for table in compared_tables()}


class MySql:
    """MySQL and MariaDB. Datetimes are read as on PostgreSQL, tinyint(1) as booleans, durations as stored."""
    vendor = "mysql"

    def __init__(self, dsn):
        self.dsn = urllib.parse.urlsplit(dsn)
        self.program = os.environ.get("MYSQL") or shutil.which("mariadb") or shutil.which("mysql")
        if not self.program:
            sys.exit("--mysql requires mariadb or mysql (set MYSQL to its path)")
        self.rows, self.query, self.statements = Rows(), None, None

    def run(self, sql):
        d, part = self.dsn, urllib.parse.unquote
        env = dict(os.environ, MYSQL_PWD=part(d.password or ""))
        p = subprocess.run([self.program, "--no-defaults", "--protocol=tcp", "-h", d.hostname or "127.0.0.1",
                            "-P", str(d.port or 3306), "-u", part(d.username or "root"), "-N", "-B", "-r",
                            "--default-character-set=utf8mb4", d.path.lstrip("/")],
                           input="SET time_zone = '+00:00';\n" + sql, capture_output=True, env=env, encoding="utf-8")
        if p.returncode:
            raise RuntimeError("mysql: " + p.stderr.strip())
        return p.stdout

    def reset(self, tables=None):
        """Restores the rows of these tables, or of all, and the counters of row numbers."""
        if self.statements is None:
            sql = (fixture / "helpdesk.mysql.reset.sql").read_text(encoding="utf-8")
            parts = re.split(r"(?<=;)\n(?=(?:DELETE FROM|INSERT INTO|ALTER TABLE) `|COMMIT;|SET )", sql)
            self.statements = [(m[1], m[2], part) for part in parts
                               if (m := re.match(r"(DELETE FROM|INSERT INTO|ALTER TABLE) `(\w+)`", part))]
        there = set(self.run("select concat(table_name, ' ', auto_increment) from information_schema.tables"
                             " where table_schema = database() and auto_increment is not null").splitlines())
        rows, counters = [], []
        for kind, table, sql in self.statements:
            if kind != "ALTER TABLE":
                rows += [sql] if tables is None or table in tables else []
            # Setting a counter takes as long as creating a table, so set only those that changed.
            elif " ".join(re.search(r"`(\w+)` AUTO_INCREMENT = (\d+)", sql).groups()) not in there:
                counters.append(sql)
        self.run("\n".join(["SET FOREIGN_KEY_CHECKS = 0;", "BEGIN;", *rows, "COMMIT;", *counters]))

    def execute(self, statements):
        self.run("BEGIN;\n" + "".join(s + ";\n" for s in statements) + "COMMIT;\n")

    def dump(self):
        if self.query is None:
            tables = {table: [] for table in compared_tables()}
            for line in self.run("select concat_ws(' ', table_name, column_name, column_type) from information_schema.columns"
                                 " where table_schema = database() order by table_name, ordinal_position").splitlines():
                table, col, ty = line.split(" ", 2)
                if table not in tables:
                    continue
                if ty == "datetime(6)":
                    expr = f"date_format(`{col}`, '%Y-%m-%dT%H:%i:%S.%fZ')"
                elif ty == "tinyint(1)":
                    expr = f"if(`{col}` is null, null, json_extract(if(`{col}`, 'true', 'false'), '$'))"
                elif (table, col) in JSON_COLUMNS:
                    expr = f"concat(`{col}`, '')"
                else:
                    expr = f"`{col}`"
                tables[table].append(f"'{col}', {expr}")
            self.query = "".join(f"select concat('{t} ', json_object({', '.join(c)})) from `{t}`;\n"
                                 for t, c in tables.items())
        raw = {table: [] for table in compared_tables()}
        for line in filter(None, self.run(self.query).split("\n")):
            table, _, row = line.partition(" ")
            raw[table].append(row)
        return {table: self.rows.convert(table, lines, lambda rows: [self.row(table, r) for r in rows])
                for table, lines in raw.items()}

    @staticmethod
    def row(table, text):
        row = json.loads(text)
        for col in [c for t, c in JSON_COLUMNS if t == table]:
            if isinstance(row.get(col), str):
                row[col] = json.loads(row[col])
        return row


def canonical_time(s):
    s = s.replace(" ", "T")
    if s.endswith("Z"):
        s = s[:-1] + "+00:00"
    if "+" not in s[10:]:
        s += "+00:00"
    when = dt.datetime.fromisoformat(s).astimezone(dt.timezone.utc)
    return f"{when.year:04d}-{when:%m-%dT%H:%M:%S.%f}Z"


def key_of(row):
    return row.get("id", row.get("key", row.get("session_key")))


def changed_tables(before, after):
    """The tables whose rows differ."""
    return {table for table in after if after[table] is not before[table]
            and {key_of(r): r for r in before[table]} != {key_of(r): r for r in after[table]}}
