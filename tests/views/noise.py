"""Deliberate differences of all cases: rows and texts of django-helpdesk's pages that deskql does not write. Both sides are reduced by them."""
import html
import re

EMPTY = ("", None, "False", False)


def reduced(record):
    """A record of replay.py without what differs on purpose."""
    db = record["db"]
    # Each answer on a page stores an empty row, and a change from nothing to nothing, for each custom field without a value.
    drop(db, "helpdesk_ticketcustomfieldvalue", "added", lambda row: row["value"] in EMPTY)
    drop(db, "helpdesk_ticketcustomfieldvalue", "changed", lambda row: row["columns"]["value"] == [None, "False"])
    drop(db, "helpdesk_ticketchange", "added", lambda row: row["old_value"] in EMPTY and row["new_value"] in EMPTY
         or row["old_value"] == row["new_value"])
    # deskql records the change of the resolution, too.
    drop(db, "helpdesk_ticketchange", "added", lambda row: row["field"] == "Resolution")
    for row in db.get("helpdesk_ticketchange", {}).get("added", []):
        row.pop("id")  # the rows above have used some
    for row in db.get("helpdesk_followup", {}).get("added", []):
        # A page names an answer like its ticket; deskql says what happened, as django-helpdesk does for email.
        row["title"] = "…"
    for table in ("django_session", "deskql_event"):
        db.pop(table, None)
    for hook in record["webhooks"]:
        without_titles(hook)
    for mail in record["emails"]:
        # A page's own email names the owner only where it read the ticket again.
        mail["text"] = re.sub(r"(?m)^Owner: .*$", "Owner: …", mail["text"])
        mail["html"] = re.sub(r"(?m)^Owner: [^<\n]*", "Owner: …", mail["html"])
        # It escapes plain text as HTML.
        mail["text"] = html.unescape(mail["text"])
    return record


def drop(db, table, kind, is_noise):
    """Removes added or changed rows, and the table if nothing is left."""
    if kind not in db.get(table, {}):
        return
    db[table][kind] = [row for row in db[table][kind] if not is_noise(row)]
    if not db[table][kind]:
        del db[table][kind]
    if not db[table]:
        del db[table]


def without_titles(value):
    if isinstance(value, dict):
        for key, part in value.items():
            if key == "title" and "comment" in value:
                value[key] = "…"
            elif key.startswith("custom_") and part in EMPTY:
                value[key] = None
            else:
                without_titles(part)
    elif isinstance(value, list):
        for part in value:
            without_titles(part)
