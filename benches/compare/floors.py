"""The floor: the least that a database needs for the data of an answer, by the statements of benches/floor.

On PostgreSQL, pgbench sends them. On SQLite and MariaDB, benches/floor/client.c does, through the database's C library.
"""
import json
import os
import random
import re
import resource
import shutil
import subprocess
from pathlib import Path

from database import server_environment
from processes import Failure
from scratch import file_of
from side import TARGET, Side, Skipped

FOLDER = Path(__file__).resolve().parent.parent / "floor"


class Floor(Side):
    """Statements on the tables as Django creates them or, for `floor-indexed`, with deskql's indexes."""

    def start(self):
        if self.name == "floor-indexed":
            self.dsn = self.run.databases.indexed
        return self.install()

    def install(self):
        """The version of the program that sends the statements."""
        raise NotImplementedError

    def script(self, work):
        return FOLDER / self.run.databases.kind / f"{work.name}.sql"

    def serves(self, work):
        return super().serves(work) and self.script(work).exists()

    def ask(self, work, desk, ticket):
        """The rows for one ticket, in the form of a service's answer."""
        raise NotImplementedError

    def drive(self, work, desk, connections, seconds, seed):
        """Requests, seconds, p50 and p99 in ms, and seconds of CPU time of the program if it executes the statements itself."""
        raise NotImplementedError


class Pgbench(Floor):
    def install(self):
        return subprocess.run(["pgbench", "--version"], capture_output=True, text=True, check=True).stdout.strip()

    def ask(self, work, desk, ticket):
        sql = "".join(line for line in self.script(work).open(encoding="utf-8") if not line.startswith("\\set "))
        lines = self.run.databases.query(self.dsn, sql, id=ticket, priority=random.randint(1, 5), offset=desk.offset)
        return work.from_floor(lines).encode()

    def drive(self, work, desk, connections, seconds, seed):
        for old in self.folder.glob("log.*"):
            old.unlink()
        command = ["pgbench", "-n", "-M", "prepared", "-f", str(self.script(work)), "-c", str(connections), "-j", "1", "-T",
                   str(seconds), f"--random-seed={seed}", "-l", "--log-prefix", str(self.folder / "log"), "-D", f"lo={desk.first}",
                   "-D", f"hi={desk.last}", "-D", f"offset={desk.offset}", self.dsn]
        done = subprocess.run(command, capture_output=True, text=True)
        found = re.search(r"^tps = ([\d.]+)", done.stdout, re.M)
        times = sorted(int(line.split()[2]) / 1000 for file in self.folder.glob("log.*") for line in file.open() if line.strip())
        if done.returncode or not found or not times:
            raise Failure(f"pgbench failed: {done.stderr.strip() or done.stdout.strip()}")
        return (len(times), len(times) / float(found.group(1)), times[len(times) // 2],
                times[min(len(times) * 99 // 100, len(times) - 1)], 0)


class Client(Floor):
    """benches/floor/client.c, compiled with the library of the database."""

    def flags(self):
        """Arguments of the C compiler."""
        raise NotImplementedError

    def place(self):
        """Variables of the environment, and the argument that names the database."""
        raise NotImplementedError

    def install(self):
        kind, compiler = self.run.databases.kind, os.environ.get("CC", "cc")
        if not shutil.which(compiler):
            raise Skipped(f"the C compiler {compiler} is not installed ('apt-get install gcc')")
        self.program = TARGET / f"floor-{kind}"
        sources = [FOLDER / "client.c", FOLDER / f"{kind}.c"]
        command = [compiler, "-O2", "-o", self.program, *sources, *self.flags(), "-pthread"]
        done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
        if done.returncode:
            error = next((line for line in done.stderr.splitlines() if "error" in line), done.stderr.strip())
            raise Skipped(f"benches/floor/{kind}.c could not be compiled ('apt-get install {self.package}'): {error}")
        return subprocess.run([self.program, "--version"], capture_output=True, text=True, check=True).stdout.strip()

    def send(self, work, desk, *arguments):
        env, database = self.place()
        command = [self.program, self.script(work), database, *arguments[:1], desk.last, desk.offset, *arguments[1:]]
        done = subprocess.run(list(map(str, command)), capture_output=True, text=True, env=os.environ | env)
        if done.returncode:
            raise Failure(f"the floor's program failed: {done.stderr.strip()}")
        return done.stdout

    def ask(self, work, desk, ticket):
        return work.from_floor(self.nested(work, self.send(work, desk, ticket, random.randint(1, 5)).splitlines())).encode()

    def nested(self, work, lines):
        """The lines as `Work.from_floor` expects them."""
        return lines

    def drive(self, work, desk, connections, seconds, seed):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        out = self.send(work, desk, desk.first, connections, seconds, seed)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        figures = {name: float(value) for name, value in (line.split() for line in out.splitlines())}
        spent = (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) if self.run.databases.embedded else 0
        return (int(figures["requests"]), figures["microseconds"] / 1e6, figures["p50"] / 1000, figures["p99"] / 1000, spent)


class SQLiteClient(Client):
    package = "libsqlite3-dev"

    def flags(self):
        return ["-lsqlite3"]

    def place(self):
        return {}, file_of(self.dsn)


class MariaDBClient(Client):
    """One statement for each table: an aggregate or a sort of long texts would write a temporary table to the disk."""

    package = "libmariadb-dev"

    def flags(self):
        if not (program := shutil.which("mariadb_config")):
            raise Skipped(f"MariaDB's C library is not installed ('apt-get install {self.package}')")
        return subprocess.run([program, "--cflags", "--libs"], capture_output=True, text=True, check=True).stdout.split()

    def place(self):
        return server_environment(self.dsn)

    def nested(self, work, lines):
        graphql = work.path == "/graphql"
        tickets, follow_ups, files, values, others = {}, {}, {}, {}, []
        for line in lines:
            parts = line.split("|")
            if len(parts) == 1:
                others.append(line)
            elif "{" not in line:
                values.setdefault(int(parts[0]), []).append(parts[1:])
            elif len(parts) == 3:
                follow_ups[parts[1]] = (int(parts[0]), json.loads(parts[2]))
            elif not follow_ups:
                tickets[int(parts[0])] = json.loads(parts[1])
            else:
                files.setdefault(parts[0], []).append(json.loads(parts[1]))
        for number, ticket in tickets.items():
            own = [follow_up | {"attachments" if graphql else "followupattachment_set": files.get(key, [])}
                   for key, (parent, follow_up) in follow_ups.items() if parent == number]
            ticket["followUps" if graphql else "followup_set"] = own
            if graphql:
                ticket["customFieldValues"] = [{"text": text, "field": {"name": name}} for name, text in values.get(number, ())]
            else:
                ticket["custom"] = {f"custom_{name}": text for name, text in values.get(number, ())}
        return [json.dumps(tickets[number]) for number in sorted(tickets)] + others


KINDS = {"pg": Pgbench, "sqlite": SQLiteClient, "mariadb": MariaDBClient}
