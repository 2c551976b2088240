"""The commands of the guide, and the machine that it describes: a Django project, both programs in PATH, two ports."""
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent.parent
GUIDE = PROJECT / "docs" / "migrating-from-django-helpdesk.md"
sys.path.insert(0, str(HERE.parent / "interop"))
from sides import Service, free_port  # noqa: E402

BLOCK = re.compile(r"<!-- test: (?P<name>[\w-]+) -->\n```sh\n(?P<text>.*?)```\n", re.S)


class Machine:
    """Runs blocks of the guide in a copy of the contract's site."""

    def __init__(self, django, database, folder, binary):
        self.folder, self.database = folder / "project", database
        shutil.copytree(django.site, self.folder, ignore=shutil.ignore_patterns("venv", "run", ".lock"))
        # The site's templates are beside it.
        shutil.copytree(django.site.parent / "fixture", folder / "fixture")
        programs = folder / "programs"
        programs.mkdir()
        (programs / "deskql").symlink_to(binary)
        python = programs / "python"
        python.write_text(f'#!/bin/sh\nexec {django.python} "$@"\n')
        python.chmod(0o755)
        self.ports = {"8000": str(free_port()), "8001": str(free_port())}
        self.env = {name: value for name, value in django.env(database).items() if not name.startswith("DESKQL_")}
        self.env |= {"PATH": f"{programs}:{os.environ['PATH']}", "NO_COLOR": "1"}
        self.text = GUIDE.read_text(encoding="utf-8")
        self.blocks = {found["name"]: found["text"] for found in BLOCK.finditer(self.text)}
        assert self.text.count("```sh\n") == len(self.blocks), "a block of commands has no name in a comment before it"
        self.ran = set()

    def base(self, port):
        return f"http://127.0.0.1:{self.ports[port]}"

    def block(self, name):
        """The commands, with ports that are free on this machine."""
        self.ran.add(name)
        return re.sub(r"\b800[01]\b", lambda found: self.ports[found[0]], self.blocks[name])

    def run(self, name):
        """Runs a block to its end; returns its output."""
        return self.shell(self.block(name))

    def shell(self, script):
        done = subprocess.run(["bash", "-euo", "pipefail", "-c", script], cwd=self.folder, env=self.env,
                              capture_output=True, text=True, stdin=subprocess.DEVNULL)
        assert done.returncode == 0, f"{script}\ncode {done.returncode}\n{done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    def start(self, name, port, probe="/healthz"):
        """Starts the service of a block."""
        return Running(self, "exec " + self.block(name), self.base(port), probe)

    def start_django(self):
        """The web server of the site, which the guide takes for granted."""
        command = ("exec python -m gunicorn --bind 127.0.0.1:{} --workers 1 --timeout 60 --no-control-socket "
                   "oracle_site.wsgi:application").format(self.ports["8000"])
        return Running(self, command, self.base("8000"), "/api/")

    def manage(self, script):
        """Runs Python in the site."""
        self.shell(f"python manage.py shell -v 0 -c '{script}'")


class Running(Service):
    """The service that a block starts."""

    def __init__(self, machine, command, base, probe):
        self.base, self.probe, self.log = base, probe, machine.folder.parent / "service.log"
        with self.log.open("w") as out:
            self.process = subprocess.Popen(["bash", "-c", command], cwd=machine.folder, env=machine.env, stdout=out,
                                            stderr=out, stdin=subprocess.DEVNULL)
