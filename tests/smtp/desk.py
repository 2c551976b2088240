"""deskql on a fresh database, sending to a mail server of the test."""
import http.client
import json
import time
import uuid

from program import Program
from sides import free_port

QUEUE = {"id": "1", "title": "'Support'", "slug": "'support'", "email_address": "'support@example.org'", "locale": "'en'",
         "allow_public_submission": "true", "allow_email_submission": "false", "email_box_ssl": "false",
         "enable_notifications_on_email_events": "true", "updated_ticket_cc": "'updated@example.org'",
         "new_ticket_cc": "'new@example.org'"}


class Desk(Program):
    """See above. Failed deliveries are retried after a short pause."""

    def __init__(self, folder, database, smtp_port, **settings):
        super().__init__(database, folder, MAIL__EMAIL_HOST="127.0.0.1", MAIL__EMAIL_PORT=str(smtp_port),
                         OUTBOX__RETRY_SECONDS="0.2", OUTBOX__RETRY_MAX_SECONDS="1", OUTBOX__LEASE_SECONDS="3")
        self.settings(**settings)
        self.process, self.log, self.slowest = None, folder / "service.log", 0.0
        self.make(QUEUE)

    def start(self):
        self.port = free_port()
        self.process = self.spawn(["serve", "--listen", f"127.0.0.1:{self.port}"], self.log)
        for _ in range(1200):
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
            self.process.wait(60)

    def send(self, method, path, body=None, kind="application/json"):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Authorization": f"Token {self.token}"} if path != "/healthz" else {}
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
        """Retries parked entries."""
        self.deskql("outbox", "retry", "all")

    def outbox(self):
        """The entries of the outbox: (state, destination, last error)."""
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
