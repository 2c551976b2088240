"""Real mail servers (Dovecot: IMAP and POP3, plain, STARTTLS and TLS), and deskql killed between reading, committing and removing."""
import grp
import imaplib
import os
import pwd
import random
import shutil
import signal
import sqlite3
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sides import free_port

ROUNDS = int(os.environ.get("ROUNDS", "12"))
MESSAGES = 6
CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
protocols = imap pop3
listen = 127.0.0.1
ssl = yes
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain
mail_location = maildir:{folder}/mail/%u
first_valid_uid = 1
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/home/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
  }}
}}
service pop3-login {{
  chroot =
  inet_listener pop3 {{
    port = {pop3}
  }}
  inet_listener pop3s {{
    port = {pop3s}
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


class Dovecot:
    """A server with any users, whose password is `secret`."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir()
        for part in ("run", "state", "mail", "home"):
            (folder / part).mkdir()
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", folder / "key.pem", "-out", folder / "cert.pem",
                        "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
                        "-addext", "basicConstraints=critical,CA:FALSE"], check=True, capture_output=True)
        # Dovecot refuses to deliver as root.
        user = pwd.getpwnam("nobody" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name)
        self.ports = {name: free_port() for name in ("imap", "imaps", "pop3", "pop3s")}
        group = grp.getgrgid(user.pw_gid).gr_name
        (folder / "dovecot.conf").write_text(CONFIG.format(folder=folder, user=user.pw_name, group=group, **self.ports))
        if os.getuid() == 0:
            for parent in [folder, *folder.parents]:
                if str(parent).startswith("/tmp/deskql-mail"):
                    parent.chmod(0o755)
            for part in ("mail", "home"):
                os.chown(folder / part, user.pw_uid, user.pw_gid)
        with (folder / "errors").open("w") as errors:
            self.process = subprocess.Popen(["dovecot", "-F", "-c", folder / "dovecot.conf"], stderr=errors)
        self.wait()

    def wait(self):
        for _ in range(200):
            try:
                self.imap("probe").logout()
                return
            except OSError:
                time.sleep(0.05)
        logs = [self.folder / name for name in ("errors", "dovecot.log")]
        raise AssertionError("dovecot did not start: " + "".join(log.read_text() for log in logs if log.exists())[-2000:])

    def imap(self, user):
        client = imaplib.IMAP4("127.0.0.1", self.ports["imap"])
        client.login(user, "secret")
        client.select("INBOX")
        return client

    def deliver(self, user, *messages):
        client = self.imap(user)
        for message in messages:
            client.append("INBOX", None, None, message.replace(b"\n", b"\r\n"))
        client.logout()

    def left(self, user):
        client = self.imap(user)
        found = client.search(None, "NOT", "DELETED")[1][0].split()
        flagged = client.search(None, "FLAGGED")[1][0].split()
        client.logout()
        return len(found), len(flagged)

    def stop(self):
        self.process.terminate()
        self.process.wait(20)


def message(number, subject=None, mid=True, size=0):
    head = f"From: ada@example.net\nTo: support@example.com\nSubject: {subject or f'Message {number}'}\nDate: Mon, 23 Nov 2026 10:00:00 +0100\n"
    if mid:
        head += f"Message-ID: <{number}@example.net>\n"
    return f"{head}\nText of message {number}\n{'x' * 70}\n".encode() + b"filler filler filler filler\n" * (size // 28)


class Desk:
    """A SQLite database with one queue and a mailbox."""

    def __init__(self, folder, deskql, name, **columns):
        self.deskql, self.database, self.media = deskql, folder / f"{name}.sqlite3", folder / f"media-{name}"
        deskql.run("migrate", "--create", database=self.database, media=self.media)
        deskql.run("queue", "create", "Support", "--email", "support@example.com", database=self.database, media=self.media)
        self.configure(**columns)

    def configure(self, **columns):
        with self.connect() as db:
            for name, value in ({"allow_email_submission": 1} | columns).items():
                db.execute(f"UPDATE helpdesk_queue SET {name} = ?", [value])

    def connect(self):
        db = sqlite3.connect(self.database, timeout=30)
        return db

    def rows(self, sql):
        db = self.connect()
        try:
            return db.execute(sql).fetchall()
        finally:
            db.close()

    def titles(self):
        return sorted(title for title, in self.rows("SELECT title FROM helpdesk_ticket"))

    def fetch(self, **options):
        return self.deskql.run("mail", "fetch", database=self.database, media=self.media, **options)

    def killed_fetch(self, delay, log, **options):
        """Starts a run and kills it after a delay."""
        process = self.deskql.start("mail", "fetch", database=self.database, media=self.media, log=log, **options)
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.wait()


def run(report, folder, deskql):
    if not shutil.which("dovecot") or not shutil.which("openssl"):
        report.skip("servers", "dovecot (packages dovecot-imapd and dovecot-pop3d) or openssl is not installed")
        return
    server = Dovecot(folder / "dovecot")
    trusted = {"mailboxes__ca_file": f'"{server.folder / "cert.pem"}"'}
    try:
        for kind, port, ssl in [("imap", "imap", 0), ("imap", "imaps", 1), ("pop3", "pop3", 0), ("pop3", "pop3s", 1)]:
            report.check(f"{port}: reads and removes messages", reads, folder, deskql, server, kind, port, ssl, trusted)
        report.check("certificates are verified", verifies, folder, deskql, server)
        report.check("a wrong password is reported without it", rejects, folder, deskql, server, trusted)
        report.check("a message that is too large is set aside, flagged and retried", sets_aside, folder, deskql, server, trusted)
        report.check("a dry run changes nothing", dry_run, folder, deskql, server, trusted)
        report.check("OAuth needs a token command", token, folder, deskql, server, trusted)
        # They mostly wait.
        with ThreadPoolExecutor(3) as pool:
            for kind in ("imap", "pop3", "local"):
                pool.submit(report.check, f"{kind}: nothing is lost or doubled in {ROUNDS} killed runs", survives, folder, deskql, server, kind, trusted)
        report.check("garbage and truncated messages are neither lost nor fatal", garbage, folder, deskql)
    finally:
        server.stop()


def box(server, kind, port, ssl, user):
    return {"email_box_type": kind, "email_box_host": "localhost", "email_box_port": server.ports[port], "email_box_ssl": ssl,
            "email_box_user": user, "email_box_pass": "secret", "email_box_imap_folder": "INBOX"}


def reads(folder, deskql, server, kind, port, ssl, trusted):
    user = f"reads-{port}"
    desk = Desk(folder, deskql, user, **box(server, kind, port, ssl, user))
    server.deliver(user, message(1), message(2, "Re: [support-1] Message 1"), message(3, mid=False))
    assert "2 opened, 1 answered" in desk.fetch(**trusted)
    assert desk.titles() == ["Message 1", "Message 3"]
    assert server.left(user) == (0, 0)
    assert desk.rows("SELECT count(*) FROM helpdesk_queue WHERE email_box_last_check IS NOT NULL") == [(1,)]


def verifies(folder, deskql, server):
    desk = Desk(folder, deskql, "verifies", **box(server, "imap", "imaps", 1, "verifies"))
    server.deliver("verifies", message(1))
    deskql.run("mail", "fetch", database=desk.database, media=desk.media, check=False)
    assert desk.titles() == [], "an unknown certificate was accepted"
    desk.fetch(mailboxes__verify_certificates="false")
    assert desk.titles() == ["Message 1"]


def rejects(folder, deskql, server, trusted):
    desk = Desk(folder, deskql, "rejects", **box(server, "imap", "imaps", 1, "rejects") | {"email_box_pass": "wrong-Sesame"})
    done = subprocess.run(deskql.command("mail", "fetch", database=desk.database, media=desk.media, **trusted), cwd=deskql.folder,
                          env=deskql.env, capture_output=True, text=True)
    assert done.returncode != 0 and "rejected user or password" in done.stderr, done.stderr
    status = deskql.run("mail", "status", database=desk.database, media=desk.media)
    assert "rejected" in status and "Sesame" not in done.stdout + done.stderr + status


def sets_aside(folder, deskql, server, trusted):
    desk = Desk(folder, deskql, "large", **box(server, "imap", "imaps", 1, "large"))
    server.deliver("large", message(1, size=300_000), message(2))
    small = {"mailboxes__max_message_size": "100000"}
    assert "1 opened, 0 answered, 0 ignored, 1 set aside" in desk.fetch(**trusted, **small)
    assert server.left("large") == (1, 1)
    assert "1 left" in desk.fetch(**trusted, **small), "it was read again"
    assert "set_aside" in deskql.run("mail", "status", database=desk.database, media=desk.media)
    deskql.run("mail", "retry", "all", database=desk.database, media=desk.media)
    assert "1 opened" in desk.fetch(**trusted)
    assert desk.titles() == ["Message 1", "Message 2"] and server.left("large") == (0, 0)


def dry_run(folder, deskql, server, trusted):
    desk = Desk(folder, deskql, "dry", **box(server, "imap", "imaps", 1, "dry"))
    server.deliver("dry", message(1))
    output = deskql.run("mail", "fetch", "--dry-run", database=desk.database, media=desk.media, **trusted)
    assert "opens a ticket" in output and "1 opened" in output, output
    assert desk.titles() == [] and server.left("dry") == (1, 0)


def token(folder, deskql, server, trusted):
    desk = Desk(folder, deskql, "token", **box(server, "oauth", "imaps", 1, "token"))
    done = subprocess.run(deskql.command("mail", "fetch", database=desk.database, media=desk.media, **trusted), cwd=deskql.folder,
                          env=deskql.env, capture_output=True, text=True)
    assert "token_command is empty" in done.stderr, done.stderr
    # The server knows no XOAUTH2, so it rejects the token; the token is not shown.
    script = folder / "token.sh"
    script.write_text("#!/bin/sh\necho token-for-$1\n")
    script.chmod(0o755)
    done = subprocess.run(deskql.command("mail", "fetch", database=desk.database, media=desk.media, **trusted,
                                         mailboxes__token_command=f'["{script}", "{{user}}"]'),
                          cwd=deskql.folder, env=deskql.env, capture_output=True, text=True)
    assert "rejected" in done.stderr and "token-for" not in done.stderr, done.stderr


def survives(folder, deskql, server, kind, trusted):
    """Messages arrive while runs are killed at random moments; in the end each has its ticket."""
    name = f"killed-{kind}"
    generator, log = random.Random(kind), folder / f"{name}.log"
    local = folder / f"{name}-mailbox"
    local.mkdir()
    columns = {"email_box_type": "local", "email_box_local_dir": str(local)} if kind == "local" else box(
        server, kind, {"imap": "imaps", "pop3": "pop3s"}[kind], 1, name)
    desk = Desk(folder, deskql, name, **columns)
    options = trusted | {"jobs__lease_seconds": "1"}
    started = time.monotonic()
    desk.fetch(**options)
    usual = time.monotonic() - started
    number, expected = 0, []
    for _ in range(ROUNDS):
        batch = []
        for _ in range(MESSAGES):
            number += 1
            expected.append(f"Message {number}")
            batch.append(message(number, mid=number % 3 != 0))
        if kind == "local":
            for at, content in enumerate(batch):
                Path(local / f"{number:05}-{at}").write_bytes(content)
        else:
            server.deliver(name, *batch)
        desk.killed_fetch(usual * generator.uniform(0.5, 1.6), log, **options)
    time.sleep(1.2)
    for _ in range(5):
        desk.fetch(**options)
        left = len(list(local.iterdir())) if kind == "local" else server.left(name)[0]
        if not left:
            break
        time.sleep(1.2)
    assert not left, f"{left} messages are left"
    assert desk.titles() == sorted(expected), sorted(set(expected) ^ set(desk.titles())) or "doubled"
    (followups,), = desk.rows("SELECT count(*) FROM helpdesk_followup")
    assert followups == len(expected), f"{followups} follow-ups of {len(expected)} messages"


def garbage(folder, deskql):
    """Random bytes, and messages of the comparison cut at random places."""
    import messages
    generator, box = random.Random(1), folder / "garbage-mailbox"
    box.mkdir()
    desk = Desk(folder, deskql, "garbage", email_box_type="local", email_box_local_dir=str(box))
    contents = []
    for number in range(150):
        if number % 3 == 0:
            contents.append(generator.randbytes(generator.randrange(1, 3000)))
        else:
            _, make = generator.choice([entry for entry in messages.MESSAGES if entry[0] != "large_file"])
            content = bytearray(make())
            for _ in range(generator.randrange(0, 20)):
                content[generator.randrange(len(content))] = generator.randrange(256)
            contents.append(bytes(content[:generator.randrange(1, len(content) + 1)]))
    contents.append(b"Content-Type: message/rfc822\n\n" * 50_000)
    contents.append(b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--a\n\n" * 50_000)
    contents.append(b"From: a@example.net\nSubject: " + b"=?utf-8?q?a?= " * 50_000 + b"\n\nx")
    contents.append(b"From: a@example.net\nSubject: Lines\n\n" + b"From: x\n\n" * 100_000)
    contents.append(b"From: a@example.net\nContent-Type: text/html\n\n" + b"<a " * 100_000)
    for number, content in enumerate(contents):
        (box / f"{number:03}").write_bytes(content)
    output = desk.fetch()
    assert not list(box.iterdir()), (output, sorted(path.name for path in box.iterdir())[:5])
    (received,), = desk.rows("SELECT count(*) FROM deskql_mail_received WHERE state = 'received'")
    (followups,), = desk.rows("SELECT count(*) FROM helpdesk_followup")
    # Equal messages with an ID are one message; those without are many.
    assert received == followups and received >= len(contents) - 20, (received, followups, output)
