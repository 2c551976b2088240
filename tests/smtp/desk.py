"""deskql on a fresh database, sending to a mail server of the test."""
import http.client
import json
import os
import subprocess
import sys
import time
import uuid
from pathlib import Path

HERE = Path(__file__).resolve().parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", HERE.parent.parent / "target"))
BIN = Path(os.environ.get("BIN", TARGET / "release" / "deskql")).resolve()
sys.path.insert(0, str(HERE.parent / "interop"))
from databases import Sqlite  # noqa: E402
from sides import free_port  # noqa: E402

QUEUE = {"id": "1", "title": "'Support'", "slug": "'support'", "email_address": "'support@example.org'", "locale": "'en'",
         "allow_public_submission": "true", "allow_email_submission": "false", "email_box_ssl": "false",
         "enable_notifications_on_email_events": "true", "updated_ticket_cc": "'updated@example.org'",
         "new_ticket_cc": "'new@example.org'"}


class Desk:
    def __init__(self, folder, database, smtp_port, **settings):
        self.folder, self.database, self.process = folder, database, None
        self.env = {name: value for name, value in os.environ.items() if not name.startswith("DESKQL_")}
        self.env |= {"DESKQL_DATABASE__URL": database.deskql, "DESKQL_STORAGE__URL": f"fs:{folder}/media", "NO_COLOR": "1",
                     "DESKQL_SECRET_KEY": "for-this-test-alone", "DESKQL_MAIL__EMAIL_HOST": "127.0.0.1",
                     "DESKQL_MAIL__EMAIL_PORT": str(smtp_port), "DESKQL_OUTBOX__RETRY_SECONDS": "0.2",
                     "DESKQL_OUTBOX__RETRY_MAX_SECONDS": "1", "DESKQL_OUTBOX__LEASE_SECONDS": "3"}
        self.env |= {f"DESKQL_{name.upper()}": value for name, value in settings.items()}
        self.log = folder / "service.log"
        self.slowest = 0.0
        (folder / "media").mkdir(exist_ok=True)
        self.deskql("migrate")
        self.deskql("user", "create", "ada", "--superuser", "--password-stdin", stdin="engine-1843-x\n")
        self.token = self.deskql("token", "create", "ada").split()[-1]
        self.execute(f"INSERT INTO helpdesk_queue ({', '.join(QUEUE)}) VALUES ({', '.join(QUEUE.values())})")

    def run(self, *arguments, stdin=""):
        return subprocess.run([BIN, *arguments], cwd=self.folder, env=self.env, capture_output=True, text=True, input=stdin)

    def deskql(self, *arguments, stdin=""):
        done = self.run(*arguments, stdin=stdin)
        if done.returncode:
            raise RuntimeError(f"deskql {' '.join(arguments)}: {done.stdout}{done.stderr}")
        return done.stdout

    def execute(self, sql):
        if not isinstance(self.database, Sqlite):
            return self.database.ask(sql)
        import sqlite3
        connection = sqlite3.connect(self.database.path, timeout=20)
        with connection:
            connection.execute(sql)
        return connection.close()

    def start(self):
        self.port = free_port()
        with self.log.open("a") as out:
            self.process = subprocess.Popen([BIN, "serve", "--listen", f"127.0.0.1:{self.port}"], cwd=self.folder,
                                            env=self.env, stdout=out, stderr=out, stdin=subprocess.DEVNULL)
        for _ in range(600):
            try:
                self.send("GET", "/healthz")
                return self
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.05)
        raise RuntimeError(f"the service did not start:\n{self.log.read_text()}")

    def stop(self, kill=False):
        if self.process and self.process.poll() is None:
            self.process.kill() if kill else self.process.terminate()
            self.process.wait(30)

    def send(self, method, path, body=None, kind="application/json"):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Authorization": f"Token {self.token}"} if hasattr(self, "token") and path != "/healthz" else {}
        began = time.monotonic()
        connection.request(method, path, body, headers | ({"Content-Type": kind} if body else {}))
        answer = connection.getresponse()
        data = answer.read()
        if path != "/healthz":
            self.slowest = max(self.slowest, time.monotonic() - began)
        connection.close()
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path}: {answer.status} {data[:500]!r}")
        return json.loads(data) if path != "/healthz" else data

    def ticket(self, title="A ticket", to="customer@example.net", queue=1, files=(), **more):
        fields = {"queue": queue, "title": title, "description": "It is broken.", "priority": 3, "submitter_email": to} | more
        if not files:
            return self.send("POST", "/api/tickets/", json.dumps(fields))["id"]
        return self.send("POST", "/api/tickets/", *multipart(fields, [("attachment", *file) for file in files]))["id"]

    def follow_up(self, ticket, comment="News.", files=(), **more):
        fields = {"ticket": ticket, "comment": comment, "public": "true"} | more
        return self.send("POST", "/api/followups/", *multipart(fields, [("attachments", *file) for file in files]))

    def graph(self, document, **variables):
        answer = self.send("POST", "/graphql", json.dumps({"query": document, "variables": variables}))
        if answer.get("errors"):
            raise RuntimeError(answer["errors"])
        return answer["data"]

    def retry(self):
        """Takes up again what was given up."""
        self.execute("UPDATE deskql_outbox SET state = 'pending', due_at = 0")

    def outbox(self):
        """What is left in it: (state, destination, last error)."""
        rows = self.database.ask("SELECT state, destination, replace(coalesce(last_error, ''), '|', '/') "
                                 "FROM deskql_outbox ORDER BY id")
        return [tuple(row.split("|", 2)) for row in rows]


def multipart(fields, files):
    boundary, body = uuid.uuid4().hex, b""
    for name, value in fields.items():
        body += f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
    for name, filename, content in files:
        body += (f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
                 "Content-Type: application/octet-stream\r\n\r\n").encode() + content + b"\r\n"
    return body + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"
