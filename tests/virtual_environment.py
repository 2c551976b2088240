#!/usr/bin/env python3
"""Creates a virtual environment of Python with the packages of a file.

    tests/virtual_environment.py FOLDER REQUIREMENTS [PACKAGE...]

Does nothing if the environment has those of the file. Packages are installed by uv, which takes a quarter of pip's CPU time: the one
in PATH, or one that pip installs into target/uv. Without uv, pip installs them.
"""
import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", PROJECT / "target"))
UV = "uv==0.13.9"


class NotInstalled(Exception):
    """The last line of what pip or uv wrote."""


def run(*command):
    env = os.environ | ({"UV_DEFAULT_INDEX": os.environ["PIP_INDEX_URL"]} if "PIP_INDEX_URL" in os.environ else {})
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, env=env)
    if done.returncode:
        raise NotInstalled((done.stderr.strip() or done.stdout.strip() or f"{command[0]} failed").splitlines()[-1])


def uv():
    """The path of uv, or None."""
    if found := shutil.which("uv"):
        return found
    folder = TARGET / "uv"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        program = folder / "bin" / "uv"
        if not program.is_file():
            try:
                run(sys.executable, "-m", "venv", folder)
                run(folder / "bin" / "pip", "install", "-q", UV)
            except NotInstalled:
                return None
    return program


def install(folder, requirements):
    """Returns the environment's interpreter. Raises NotInstalled."""
    folder, python = Path(folder), Path(folder) / "bin" / "python"
    wanted, installed = Path(requirements).read_text(encoding="utf-8"), folder / "installed"
    if installed.is_file() and installed.read_text(encoding="utf-8") == wanted:
        return python
    if program := uv():
        run(program, "venv", "-q", "--clear", "--python", sys.executable, folder)
    else:
        run(sys.executable, "-m", "venv", "--clear", folder)
    add(python, "-r", requirements)
    installed.write_text(wanted, encoding="utf-8")
    return python


def add(python, *packages):
    """Installs packages for an interpreter. Raises NotInstalled."""
    if program := uv():
        run(program, "pip", "install", "-q", "--compile-bytecode", "--python", python, *packages)
    else:
        run(python, "-m", "pip", "install", "-q", *packages)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    try:
        interpreter = install(sys.argv[1], sys.argv[2])
        if sys.argv[3:]:
            add(interpreter, *sys.argv[3:])
    except NotInstalled as error:
        sys.exit(str(error))
