"""The two programs: deskql's binary, and the real django-helpdesk with the site of the recorded contract."""
import fcntl
import filecmp
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import virtual_environment  # noqa: E402

SECRET_KEY = "oracle-only-not-a-secret"  # oracle_site/settings.py
MYSQLCLIENT = "mysqlclient==2.3.2"


class Missing(Exception):
    """The real program cannot be installed here."""


def free_port():
    """A port that nobody has, and that the system gives nobody who connects: those begin at 32768."""
    while True:
        port = random.randrange(20000, 32000)
        with socket.socket() as s:
            try:
                s.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


class Service:
    """A running server; stopped at the end of a `with`."""

    def __init__(self, command, env, cwd, log, probe):
        port = free_port()
        self.base, self.log, self.probe = f"http://127.0.0.1:{port}", log, probe
        with log.open("w") as out:
            self.process = subprocess.Popen([str(part).replace("{port}", str(port)) for part in command], cwd=cwd,
                                            env={k: v.replace("{port}", str(port)) for k, v in env.items()},
                                            stdout=out, stderr=out, stdin=subprocess.DEVNULL)

    def __enter__(self):
        try:
            for _ in range(900):
                assert self.process.poll() is None, f"it ended at once:\n{self.log.read_text()}"
                try:
                    urllib.request.urlopen(self.base + self.probe, timeout=5).close()
                    return self
                except urllib.error.HTTPError:
                    return self
                except OSError:
                    time.sleep(0.1)
            raise AssertionError(f"it did not answer within 90 s:\n{self.log.read_text()}")
        except BaseException:
            self.__exit__()
            raise

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Deskql:
    """The binary. Settings of the person who runs the test are not the test's."""

    def __init__(self, binary, folder):
        self.binary, self.folder = binary, folder
        self.env = {name: value for name, value in os.environ.items() if not name.startswith("DESKQL_")}
        self.env |= {"DESKQL_SECRET_KEY": SECRET_KEY, "DESKQL_STORAGE__URL": f"fs:{folder / 'media'}", "NO_COLOR": "1",
                     "DESKQL_MAIL__TRANSPORT": "none"}

    def run(self, *arguments, stdin=None):
        """Runs a command; a database among the arguments becomes the option that names it."""
        plain = []
        for argument in arguments:
            plain += [argument] if isinstance(argument, str) else ["--database", argument.deskql]
        return subprocess.run([self.binary, *plain], cwd=self.folder, env=self.env, capture_output=True, text=True,
                              input=stdin or "")

    def serve(self, database):
        (self.folder / "media").mkdir(exist_ok=True)
        env = self.env | {"DESKQL_DATABASE__URL": database.deskql, "DESKQL_SERVER__LISTEN": "127.0.0.1:{port}",
                          "DESKQL_MAIL__TRANSPORT": "file", "DESKQL_MAIL__EMAIL_FILE_PATH": str(self.folder / "emails")}
        return Service([self.binary, "serve"], env, self.folder, self.folder / "deskql.log", "/healthz")


def copy_changed(source, target):
    """Copies a file, but not over an equal one, which another run may be reading."""
    if not (os.path.exists(target) and filecmp.cmp(source, target, shallow=False)):
        shutil.copy2(source, target)
    return target


class Django:
    """The real program; the contract's site, copied, so that nothing is left among the sources."""

    def __init__(self, project, cache, folder):
        contract = project / "tests" / "contract"
        self.site = cache / "site" / "oracle"
        if os.environ.get("PYTHON"):
            self.site = folder / "site" / "oracle"
        self.site.mkdir(parents=True, exist_ok=True)
        # Other runs may use the same site.
        with (self.site / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            shutil.copytree(contract / "oracle", self.site, dirs_exist_ok=True, copy_function=copy_changed,
                            ignore=shutil.ignore_patterns("venv", "run", "make_venv.sh"))
            shutil.copytree(contract / "fixture" / "templates", self.site.parent / "fixture" / "templates",
                            dirs_exist_ok=True, copy_function=copy_changed)
            self.python = os.environ.get("PYTHON") or self.install()
        self.folder, self.scripts = folder, Path(__file__).resolve().parent
        for name in ("media", "mail"):
            (folder / name).mkdir(exist_ok=True)

    def install(self):
        try:
            return str(virtual_environment.install(self.site / "venv", self.site / "requirements.txt"))
        except virtual_environment.NotInstalled as error:
            raise Missing(error) from error

    def reaches_mariadb(self):
        """Installs what Django needs for MariaDB, if it is not there."""
        if subprocess.run([self.python, "-c", "import MySQLdb"], capture_output=True).returncode == 0:
            return
        if os.environ.get("PYTHON"):
            raise Missing("the interpreter that PYTHON names has no mysqlclient")
        try:
            virtual_environment.add(self.python, MYSQLCLIENT)
        except virtual_environment.NotInstalled as error:
            raise Missing("mysqlclient cannot be installed (it needs a C compiler, pkg-config and MariaDB's headers): "
                          f"{error}") from error

    def env(self, database):
        return os.environ | {
            "ORACLE_DB": database.django, "ORACLE_MEDIA": str(self.folder / "media"),
            "ORACLE_MAIL_DIR": str(self.folder / "mail"), "PYTHONDONTWRITEBYTECODE": "1",
            "HELPDESK_NEW_TICKET_WEBHOOK_URLS": "", "HELPDESK_FOLLOWUP_WEBHOOK_URLS": "",
        }

    def manage(self, database, *arguments):
        return subprocess.run([self.python, "manage.py", *arguments], cwd=self.site, env=self.env(database),
                              capture_output=True, text=True, stdin=subprocess.DEVNULL)

    def settings(self, database, script, changes):
        """Runs the script that converts the site's settings, with some changed; its output is deskql's settings file."""
        env = self.env(database) | {"ORACLE_SETTINGS": json.dumps(changes)}
        return subprocess.run([self.python, "manage.py", "shell", "-v", "0"], cwd=self.site, env=env, capture_output=True,
                              text=True, input=script)

    def script(self, database, name):
        """Runs a file of this folder with the site set up."""
        program = f"import runpy; runpy.run_path({str(self.scripts / name)!r}, run_name='__main__')"
        return self.manage(database, "shell", "-v", "0", "-c", program)

    def serve(self, database):
        (self.folder / "media").mkdir(exist_ok=True)
        command = [self.python, "-m", "gunicorn", "--bind", "127.0.0.1:{port}", "--workers", "1", "--timeout", "60",
                   "--no-control-socket", "oracle_site.wsgi:application"]
        return Service(command, self.env(database), self.site, self.folder / "django.log", "/api/")
