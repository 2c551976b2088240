"""deskql as a process that is measured."""
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def memory(pid, field="VmRSS"):
    """MiB: VmRSS is the present size, VmHWM the peak."""
    return int(re.search(rf"{field}:\s+(\d+)", Path(f"/proc/{pid}/status").read_text()).group(1)) / 1024


class Service:
    """The binary, serving one database."""

    def __init__(self, binary, dsn, folder):
        self.log = Path(folder, "service.log")
        self.base = f"http://127.0.0.1:{free_port()}"
        media = Path(folder, "media")
        media.mkdir(exist_ok=True)
        env = dict(os.environ, DESKQL_DATABASE__URL=dsn, DESKQL_STORAGE__URL=f"fs:{media}", DESKQL_MAIL__TRANSPORT="none",
                   DESKQL_SECRET_KEY="only-for-measurements", DESKQL_SERVER__LISTEN=self.base.removeprefix("http://"))
        # One user sends as much as the machine can do.
        env |= dict.fromkeys(["DESKQL_SERVER__MAX_REQUESTS_PER_MINUTE", "DESKQL_GRAPHQL__MAX_COST_PER_MINUTE"], "0")
        with self.log.open("w") as out:
            if subprocess.run([binary, "migrate", "--create"], env=env, cwd=folder, stdout=out, stderr=out).returncode:
                sys.exit(f"migrate failed:\n{self.log.read_text()}")
        self.start = lambda: subprocess.Popen([binary, "serve"], env=env, cwd=folder, stdin=subprocess.DEVNULL,
                                              stdout=self.log.open("a"), stderr=subprocess.STDOUT)
        self.process = None

    def __enter__(self):
        self.process = self.start()
        for _ in range(300):
            if self.process.poll() is not None:
                sys.exit(f"the service ended:\n{self.log.read_text()}")
            try:
                urllib.request.urlopen(self.base + "/healthz", timeout=2).close()
                return self
            except OSError:
                time.sleep(0.1)
        self.__exit__()
        sys.exit(f"the service does not answer:\n{self.log.read_text()}")

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def cpu(self):
        """Seconds of user and system time so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self):
        """Resident MiB."""
        return memory(self.process.pid)
