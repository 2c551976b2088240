"""A desk: a database, a folder, processes of the program that can be stopped and killed, and somebody who writes."""
import http.client
import json
import signal
import statistics
import time

from program import Program
from sides import free_port

# Seconds in which most answers must be there: far less than a receiver that is waited for takes (`webhooks.slow`), more
# than a machine with much else to do needs.
FAST = 5.0

QUEUE = {
    "id": "1", "title": "'Support'", "slug": "'support'", "allow_public_submission": "TRUE",
    "allow_email_submission": "FALSE", "escalate_days": "0", "new_ticket_cc": "''", "updated_ticket_cc": "''",
    "enable_notifications_on_email_events": "FALSE", "email_box_ssl": "FALSE", "email_box_interval": "5",
    "permission_name": "'helpdesk.queue_access_support'", "socks_proxy_host": "NULL", "logging_type": "'none'",
}


class Wrong(Exception):
    """Something is not as it must be."""


class Gone(Exception):
    """The service died before it answered."""


def need(holds, what):
    if not holds:
        raise Wrong(what)


def until(holds, what, seconds=90):
    """Waits until something holds."""
    end, pause = time.monotonic() + seconds, 0.02
    while not holds():
        if time.monotonic() > end:
            raise Wrong(f"within {seconds} s never: {what}")
        time.sleep(pause)
        pause = min(pause * 1.3, 0.2)


class Desk(Program):
    """See above. Entries of the outbox are tried again soon, and webhooks may go to this machine. Time-outs and claims are
    long, so that a busy machine breaks none; tests that are about them shorten them."""

    def __init__(self, database, folder):
        super().__init__(database, folder, OUTBOX__RETRY_SECONDS="0.2", OUTBOX__RETRY_MAX_SECONDS="1.0",
                         OUTBOX__LEASE_SECONDS="60", MAIL__TRANSPORT="none", WEBHOOKS__ALLOW_PRIVATE="true",
                         HELPDESK__WEBHOOK_TIMEOUT="20.0")
        self.processes, self.notes, self.latencies, self.port = [], [], [], None

    def delivered(self, seconds=90):
        """Waits until no webhook is left to be sent."""
        until(lambda: self.database.ask("SELECT count(*) FROM deskql_outbox WHERE kind = 'webhook'") == ["0"],
              "the outbox is empty", seconds)

    def outbox(self, *arguments):
        """The entries of the outbox, as `deskql outbox list --json` tells them."""
        lines = self.deskql("outbox", "list", "--json", "--limit", "0", *arguments).splitlines()
        return [json.loads(line) for line in lines]

    def left(self):
        """The entries left in the outbox, for the report of a failure."""
        try:
            return [f"left: {entry}" for entry in self.outbox()]
        except RuntimeError as error:
            return [f"the outbox cannot be read: {error}"]

    def start(self, *command, **settings):
        """Starts `serve` (then it is the one that is written to), or another command."""
        port = free_port()
        command = command or ("serve", "--listen", f"127.0.0.1:{port}")
        log = self.folder / f"process-{len(self.processes)}.log"
        process = self.spawn(command, log, **settings)
        self.processes.append((process, log))
        if command[0] == "serve":
            self.port = port
            until(lambda: self.well(process, log), "the service answers")
        return process

    def well(self, process, log):
        need(process.poll() is None, f"the service ended with {process.returncode}:\n{log.read_text()}")
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            connection.request("GET", "/healthz")
            return connection.getresponse().read() is not None
        except OSError:
            return False

    @staticmethod
    def kill(process):
        process.kill()
        process.wait()

    @staticmethod
    def stop(process):
        """Asks it to stop and waits; its exit code."""
        process.send_signal(signal.SIGTERM)
        return process.wait(60)

    def close(self):
        for process, _ in self.processes:
            if process.poll() is None:
                self.kill(process)

    def said(self):
        return [line for _, log in self.processes for line in log.read_text().splitlines() if "INFO" not in line]

    def post(self, path, body):
        """Writes by REST; the answer. How long it took is kept."""
        began = time.monotonic()
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            connection.request("POST", path, json.dumps(body), {"Authorization": f"Token {self.token}",
                                                                "Content-Type": "application/json"})
            answer = connection.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise Gone from error
        self.latencies.append(time.monotonic() - began)
        need(answer.status == 201, f"POST {path}: {answer.status} {text[:300]!r}")
        return json.loads(text)

    def ticket(self, title="t"):
        return self.post("/api/tickets/", {"queue": 1, "title": title, "description": "d", "priority": 2})["id"]

    def followup(self, ticket, comment="c"):
        return self.post("/api/followups/", {"ticket": ticket, "comment": comment, "public": True})["id"]

    def fast(self):
        """Requests so far were answered fast."""
        self.notes.append(f"{len(self.latencies)} writes: median {statistics.median(self.latencies) * 1000:.0f} ms, "
                          f"slowest {max(self.latencies) * 1000:.0f} ms")
        need(statistics.median(self.latencies) < FAST, f"requests took {statistics.median(self.latencies):.2f} s (median)")
