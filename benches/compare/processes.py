"""CPU time and memory of programs with all their processes, from /proc."""
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from scratch import Failure

TICKS = os.sysconf("SC_CLK_TCK")


def stat(pid):
    """The fields of /proc/PID/stat from the third on, or None if the process has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return None


def tree(root):
    """IDs of a process and of its descendants."""
    children = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit() and (fields := stat(entry)):
            children.setdefault(int(fields[1]), []).append(int(entry))
    found = [root]
    for pid in found:
        found += children.get(pid, [])
    return found


def cpu(root):
    """Seconds of user and system time of a process, its descendants, and children that have ended."""
    ticks = 0
    for pid in tree(root):
        if fields := stat(pid):
            ticks += sum(map(int, fields[11:15]))
    return ticks / TICKS


def reset_peak(root):
    """The peak of the memory begins again."""
    for pid in tree(root):
        try:
            Path(f"/proc/{pid}/clear_refs").write_text("5")
        except OSError:
            pass  # it has ended


def peak(root):
    """The sum of the processes' largest resident sizes, in MiB. Pages that they share count for each."""
    kib = 0
    for pid in tree(root):
        try:
            lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        except OSError:
            continue
        kib += sum(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))
    return kib / 1024


def server(pid, names, variable, parent=False):
    """The ID of a database server's first process: `pid`, or its parent. `variable` names the server."""
    fields = stat(pid)
    if not fields or not Path(f"/proc/{pid}/comm").read_text().strip().startswith(names):
        raise Failure("the database server does not run on this machine, so its CPU time is unknown;"
                      f" set {variable} to a local server")
    return int(fields[1]) if parent else pid


class Program:
    """A server that the harness starts, in a process group that it can end."""

    def __init__(self, name, command, log, env, folder):
        self.name, self.log = name, log
        with log.open("a") as out:
            self.process = subprocess.Popen(list(map(str, command)), env=env, cwd=folder, stdin=subprocess.DEVNULL,
                                            stdout=out, stderr=out, start_new_session=True)
        self.pid = self.process.pid

    def wait_for(self, ready, seconds=60):
        """Returns when `ready()` raises no OSError any more."""
        end = time.monotonic() + seconds
        while True:
            if self.process.poll() is not None:
                raise Failure(f"{self.name} ended at start:\n{self.tail()}")
            try:
                return ready()
            except OSError as error:
                if time.monotonic() > end:
                    raise Failure(f"{self.name} does not answer after {seconds} s ({error}):\n{self.tail()}") from error
                time.sleep(0.1)

    def tail(self):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])

    def stop(self):
        for number in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.pid, number)
            except ProcessLookupError:
                break
            try:
                self.process.wait(10)
                if number == signal.SIGKILL:
                    break
            except subprocess.TimeoutExpired:
                print(f"{self.name} does not end; it is killed", file=sys.stderr)
