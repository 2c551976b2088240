"""The real django-helpdesk and deskql, each started on its own copy of the contract's fixture."""
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import types
import urllib.error
import urllib.parse
import urllib.request
import uuid
from pathlib import Path

HERE = Path(__file__).resolve().parent
CONTRACT = HERE.parent / "contract"
ROOT = HERE.parent.parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
sys.path[:0] = [str(CONTRACT), str(HERE.parent / "interop")]
import replay  # noqa: E402
import sides  # noqa: E402

# Settings of the site: name -> environment of the reference. tests/contract/serve knows the names as FEATURES.
SITES = {
    "plain": {},
    "german": {"ORACLE_GERMAN": "1"},
    "queue-permissions": {"ORACLE_QUEUE_PERMISSIONS": "1"},
    "time-zone": {"ORACLE_TIME_ZONE": "Asia/Kolkata"},
    "settings": {"ORACLE_SETTINGS": (CONTRACT / "oracle" / "settings_feature.json").read_text()},
    "validators": {"ORACLE_VALIDATORS": "1"},
}
SERVERS = {"pg": os.environ.get("DESKQL_TEST_POSTGRES", "postgres://postgres@127.0.0.1:5432/postgres"),
           "mariadb": os.environ.get("DESKQL_TEST_MARIADB", "mysql://root@127.0.0.1:3306/mysql")}


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def oracle_python(database):
    """The interpreter with the real program: PYTHON names it, or tests/interop installs it for both."""
    with tempfile.TemporaryDirectory(prefix="deskql-differential-") as folder:
        try:
            django = sides.Django(ROOT, TARGET / "interop", Path(folder))
            if database == "mariadb":
                django.reaches_mariadb()
        except sides.Missing as why:
            print(f"the real django-helpdesk cannot be installed: {why}")
            sys.exit(77)
        return django.python


class Program:
    """One of the two services, with its own database, media folder and sinks."""

    def __init__(self, name, database, site, folder, command, environment):
        self.folder = folder / name
        self.folder.mkdir()
        port, smtp, hooks = free_port(), free_port(), free_port()
        self.base = f"http://127.0.0.1:{port}"
        self.dsn = new_database(database)
        kind = "mysql" if database == "mariadb" else database
        env = os.environ | environment | {"RUN_DIR": str(self.folder), "SMTP_PORT": str(smtp), "HOOK_PORT": str(hooks),
                                          "FEATURES": "" if site == "plain" else site}
        self.log = self.folder / "log"
        with self.log.open("w") as out:
            self.process = subprocess.Popen([str(command), kind, *([self.dsn] if self.dsn else []), str(port)], env=env, stdout=out,
                                            stderr=out, stdin=subprocess.DEVNULL, start_new_session=True)
        options = types.SimpleNamespace(
            base_url=self.base, features=site, sqlite=None if self.dsn else str(self.folder / "helpdesk.sqlite3"),
            pg=self.dsn if kind == "pg" else None, mysql=self.dsn if kind == "mysql" else None, media=str(self.folder / "media"),
            no_sinks=False, smtp_listen=f"127.0.0.1:{smtp}", hook_listen=f"127.0.0.1:{hooks}", mail_dir=None, reset_cmd=None,
            always_reset=False, record=True, reference=False, no_key_order=False, html=True, without=[],
            timeout=30, wait=5.0, settle=0.05)
        self.runner = replay.Runner(options)
        self.wait_until_up()

    def wait_until_up(self):
        for _ in range(600):
            if self.process.poll() is not None:
                sys.exit(f"a service ended with code {self.process.returncode} before it answered:\n{self.log.read_text()}")
            try:
                urllib.request.urlopen(self.base + "/api/", timeout=2)
                return
            except urllib.error.HTTPError:
                return
            except OSError:
                time.sleep(0.1)
        sys.exit(f"a service did not answer for a minute:\n{self.log.read_text()}")

    def record(self, scenario, mails=0, hooks=0):
        """The results of a scenario. Emails and webhooks may arrive after the answer: waits for that many."""
        self.runner.o.record = True
        self.runner.results.clear()
        self.runner.slow.clear()

        # The reference's record says how many to expect.
        return self.runner.scenario("differential", scenario, None, (mails, hooks))

    def stop(self):
        try:
            os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        if self.dsn:
            drop_database(self.dsn)


def client(dsn, sql):
    if dsn.startswith("postgres"):
        subprocess.run(["psql", "-X", "-q", "-d", SERVERS["pg"], "-c", sql], check=True, capture_output=True)
    else:
        subprocess.run([str(CONTRACT / "mysql"), SERVERS["mariadb"]], input=sql, text=True, check=True, capture_output=True)


def new_database(database):
    if database == "sqlite":
        return None
    dsn = urllib.parse.urlsplit(SERVERS[database])._replace(path=f"/deskql_differential_{uuid.uuid4().hex}").geturl()
    name = dsn.rsplit("/", 1)[1]
    client(dsn, f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'" if database == "pg" else f"CREATE DATABASE {name}")
    return dsn


def drop_database(dsn):
    name = dsn.rsplit("/", 1)[1]
    client(dsn, f"DROP DATABASE IF EXISTS {name}" + (" WITH (FORCE)" if dsn.startswith("postgres") else ""))


def locale_paths(python):
    """The folders of the reference's message catalogues, as contrib/django_settings.py finds them."""
    script = (ROOT / "contrib" / "django_settings.py").read_text()
    done = subprocess.run([python, str(CONTRACT / "oracle" / "manage.py"), "shell", "-v", "0"], input=script, text=True,
                          capture_output=True, check=True, env=os.environ | {"ORACLE_GERMAN": "1", "PYTHONDONTWRITEBYTECODE": "1"})
    return re.search(r"^locale_paths = (.*)$", done.stdout, re.M)[1]
