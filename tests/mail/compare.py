"""The comparison of deskql and the real django-helpdesk: the same messages on copies of the same database."""
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess

import messages

IGNORED = [("Spam", "*@ignored.example", 0), ("Kept", "keep@*", 1)]
USERS = "SELECT max(id) FROM auth_user"


class Side:
    """A copy of the contract's database with a mailbox."""

    def __init__(self, name, folder, project):
        self.name, self.folder = name, folder / name
        self.mailbox, self.media = self.folder / "mailbox", self.folder / "media"
        self.mailbox.mkdir(parents=True)
        fixture = project / "tests" / "contract" / "fixture"
        self.database = self.folder / "db.sqlite3"
        shutil.copy(fixture / "helpdesk.sqlite3", self.database)
        shutil.copytree(fixture / "media", self.media)
        with self.connect() as db:
            db.execute("UPDATE helpdesk_queue SET email_box_type = 'local', email_box_local_dir = ?, allow_email_submission = 1, "
                       "logging_type = 'none' WHERE slug = 'support'", [str(self.mailbox)])
            db.execute("UPDATE helpdesk_queue SET email_box_type = 'local', allow_email_submission = 0 WHERE slug = 'billing'")
            for name, address, keep in IGNORED:
                db.execute("INSERT INTO helpdesk_ignoreemail (name, date, email_address, keep_in_mailbox) VALUES (?, '2026-01-01', ?, ?)",
                           [name, address, keep])

    def connect(self):
        db = sqlite3.connect(self.database)
        db.row_factory = sqlite3.Row
        return db

    def rows(self, sql, *values):
        db = self.connect()
        try:
            return [tuple(row) for row in db.execute(sql, values)]
        finally:
            db.close()

    def result(self, ticket, followup):
        """The rows that a message created, without IDs and times."""
        (title, queue, submitter, status, priority, description, owner, hold), = self.rows(
            "SELECT title, queue_id, submitter_email, status, priority, description, assigned_to_id, on_hold FROM helpdesk_ticket WHERE id = ?",
            ticket)
        (heading, comment, public, user, new_status, mid, recipients), = self.rows(
            "SELECT title, comment, public, user_id, new_status, message_id, email_recipients FROM helpdesk_followup WHERE id = ?", followup)
        files = []
        for path, name, kind, size in self.rows(
                "SELECT file, filename, mime_type, size FROM helpdesk_followupattachment WHERE followup_id = ? ORDER BY id", followup):
            content = (self.media / path).read_bytes()
            assert len(content) == size, (path, size)
            files.append((name, kind, hashlib.sha256(content).hexdigest()))
        return {
            "title": title, "queue": queue, "submitter": submitter, "status": status, "priority": priority,
            "description": description or "", "owner": owner, "hold": hold, "heading": heading, "comment": comment, "public": public,
            "user": user, "new_status": new_status, "mid": mid, "recipients": json.loads(recipients or "null"), "files": files,
            "followers": sorted(map(str, self.rows("SELECT user_id, email, can_view, can_update FROM helpdesk_ticketcc WHERE ticket_id = ?", ticket))),
            "changes": self.rows("SELECT field, old_value, new_value FROM helpdesk_ticketchange WHERE followup_id = ?", followup),
        }


def mails_of_deskql(side, ticket, after):
    payloads = side.rows("SELECT payload FROM deskql_outbox WHERE kind = 'mail' AND ticket_id = ? AND id > ? ORDER BY id", ticket, after)
    mails = [json.loads(payload)["mail"] if "mail" in json.loads(payload) else json.loads(payload) for payload, in payloads]
    mails = [next(iter(mail.values())) if "template" not in mail else mail for mail in mails]
    return [[mail["template"], mail["headers"]["recipient"]] for mail in mails]


def compare(report, folder, project, deskql, django):
    source = folder / "messages"
    source.mkdir()
    names = []
    for number, (name, make) in enumerate(messages.MESSAGES, 1):
        names.append(f"{number:03}-{name}.eml")
        (source / names[-1]).write_bytes(make())
    theirs, ours = Side("django", folder, project), Side("deskql", folder, project)
    run_reference(theirs, django, "--fetch", source, theirs.mailbox, folder / "django.json")
    expected = json.loads((folder / "django.json").read_text())

    deskql.run("migrate", database=ours.database)
    created = {}
    for name in names:
        # One after another, so that a message sees what the one before it created.
        shutil.copy(source / name, ours.mailbox / name)
    last = (ours.rows("SELECT coalesce(max(id), 0) FROM deskql_outbox") or [(0,)])[0][0]
    output = deskql.run("mail", "fetch", database=ours.database, media=ours.media)
    report.note(output.splitlines()[-1])
    for location, ticket, followup in ours.rows("SELECT location, ticket_id, followup_id FROM deskql_mail_received WHERE state = 'received'"):
        created[location.split(":")[0]] = (ticket, followup)

    # A ticket's number differs after the first message that only one side accepts.
    for name in names:
        report.check(name, compare_one, name, expected[name], created.get(name), theirs, ours, last)


def compare_one(name, expected, created, theirs, ours, last):
    case = name.split("-", 1)[1].removesuffix(".eml")
    allowed, _ = messages.DIFFERENT.get(case, (set(), ""))
    if "all" in allowed:
        assert created, "deskql created nothing"
        return
    left = (ours.mailbox / name).exists()
    assert left == expected["left"], f"left in the mailbox: {left}, expected {expected['left']}"
    if not expected["created"]:
        assert not created, "only deskql created something"
        return
    assert created, "deskql created nothing"
    followup, ticket = expected["created"][0]
    wanted, found = theirs.result(ticket, followup), ours.result(*created)
    wanted["sent"] = sorted({tuple(mail) for mail in expected["sent"]})
    sent = mails_of_deskql(ours, created[0], last)
    seen_before = 0
    found["sent"] = sorted({tuple(mail) for mail in sent}) if seen_before == 0 else []
    if case in SHARED or wanted["heading"].startswith("Ticket Re-Opened") or created[0] <= 40:
        # Several messages of the test answer this ticket; recipients are compared instead.
        wanted.pop("sent"), found.pop("sent")
        for state in ("status", "followers"):
            wanted.pop(state), found.pop(state)
    differing = {key for key in wanted if wanted[key] != found[key]}
    unexpected = differing - allowed
    assert not unexpected, "\n".join(f"{key}: expected {str(wanted[key])[:600]}\n      found    {str(found[key])[:600]}" for key in sorted(unexpected))


# Messages to a ticket that another message of the test opened.
SHARED = {"plain", "reply_by_id"}


def run_reference(side, django, *arguments):
    here = os.path.dirname(__file__)
    done = subprocess.run([django.python, os.path.join(here, "reference.py"), *map(str, arguments)], cwd=django.site, text=True,
                          capture_output=True, env=os.environ | {"PYTHONPATH": str(django.site), "ORACLE_DB": f"sqlite:{side.database}",
                                                                 "ORACLE_MEDIA": str(side.media), "ORACLE_MAIL_DIR": str(side.folder / "emails")})
    assert done.returncode == 0, done.stderr[-3000:]


def escalate(report, folder, project, deskql, django):
    """Tickets that wait too long, in both programs."""
    theirs, ours = Side("django-escalation", folder, project), Side("deskql-escalation", folder, project)
    for side in (theirs, ours):
        with side.connect() as db:
            db.execute("UPDATE helpdesk_queue SET escalate_days = 3 WHERE slug IN ('support', 'web-site')")
            db.execute("UPDATE helpdesk_queue SET escalate_days = 0 WHERE slug = 'billing'")
            db.execute("UPDATE helpdesk_ticket SET created = datetime('now', '-2 days') WHERE id % 3 = 0")
            db.execute("UPDATE helpdesk_ticket SET created = datetime('now', '-4 days') WHERE id % 3 <> 0")
            db.execute("UPDATE helpdesk_ticket SET last_escalation = datetime('now', '-1 days') WHERE id % 7 = 0")
            db.execute("UPDATE helpdesk_ticket SET on_hold = 1 WHERE id % 11 = 0")
            db.execute("DELETE FROM helpdesk_escalationexclusion_queues")
            db.execute("DELETE FROM helpdesk_escalationexclusion")
            db.execute("INSERT INTO helpdesk_escalationexclusion (name, date) VALUES ('day', date('now', '-2 days'))")
    run_reference(theirs, django, "--escalate", folder / "escalation.json")
    deskql.run("migrate", database=ours.database)
    report.note(deskql.run("escalate", database=ours.database).splitlines()[-1])
    tickets = "SELECT id, priority, status, last_escalation IS NULL, on_hold FROM helpdesk_ticket ORDER BY id"
    followups = ("SELECT f.ticket_id, f.title, f.comment, f.public, f.user_id, f.new_status, f.email_recipients, c.field, c.old_value, c.new_value "
                 "FROM helpdesk_followup f JOIN helpdesk_ticketchange c ON c.followup_id = f.id WHERE f.title = 'Ticket Escalated' ORDER BY f.ticket_id")

    def equal(sql):
        wanted, found = theirs.rows(sql), ours.rows(sql)
        assert wanted and wanted == found, "\n".join(f"expected {a}\n   found {b}" for a, b in zip(wanted, found) if a != b)

    report.check("the same tickets are escalated", equal, tickets)
    report.check("with the same follow-ups and recipients", equal, followups)

    def again():
        assert deskql.run("escalate", database=ours.database).splitlines()[-1] == "Escalated 0 tickets."
    report.check("once", again)
