"""The intended differences from django-helpdesk, each with its reason. docs/differences.md lists them for people."""
import json
import re
import urllib.parse

import replay


def reason(scenario, step, line, database):
    """The reason for a line of a comparison, or None where the difference is a bug."""
    for rule, why in RULES:
        if rule(scenario, step, line, database):
            return why
    return None


def ends_comparison(scenario, step, theirs, ours):
    """Whether the answers differ as intended, so that the rest of the scenario is not comparable."""
    # An address of a queue that is not one crashes the reference when it sends; ours sends to the others.
    if theirs["status"] == 500 and ours["status"] < 300 and any(
            INVALID_ADDRESS in sql for sql in scenario.get("setup_sql", [])):
        return True
    # A comment with a tag that has no end, such as "{% no", crashes the reference; ours stores it as text.
    if theirs["status"] == 500 and ours["status"] in (200, 201) and "/followups/" in step["path"] and has_open_tag(step):
        return True
    # The reference reads the size of a file that is missing; ours keeps the size that was sent.
    if theirs["status"] == 500 and ours["status"] == 200 and step["path"].startswith(ROW_WITHOUT_FILE):
        return True
    if ours["status"] == 400:
        answer = json.dumps(ours.get("json", ""), ensure_ascii=False)
        if theirs["status"] < 300 and any(sentence in answer for sentence in REJECTIONS):
            return True
        # We decode the body, and report dropped files, before the errors of the ticket's form.
        early = [CHARSET, *DROPPED_FILES] if "/tickets/" in step["path"] else [CHARSET]
        if theirs["status"] == 400 and any(sentence in answer for sentence in early):
            return True
        # Django's page for a file name that its storage cannot use: the reference has already written the row.
        if theirs["status"] == 400 and all(BAD_REQUEST in answer.get("text", "") for answer in (theirs, ours)):
            return True
    # The reference drops the files of `attachments[]`; ours stores or rejects them.
    return (b'name="attachments[]"' in replay.blob(step.get("raw", {})) and "/followups/" in step["path"]
            and theirs["status"] < 300 and ours["status"] in (200, 201, 400))


def has_open_tag(step):
    """Whether a text of the request has more starts of Django's tags than ends, or the reverse."""
    sent = replay.blob(step.get("raw", {})).decode("latin-1")
    sent = urllib.parse.unquote_plus(sent.replace("\0", "")) + json.dumps(step.get("form", ""), ensure_ascii=False)
    return sent.count("{%") != sent.count("%}")


# Sentences of our rejections of files that the reference drops.
DROPPED_FILES = ["No file is read from this field. Nothing was stored.", "No filename could be determined.",
                 "Der Dateiname konnte nicht ermittelt werden.",  # the same in German, on the site "german"
                 "The file is incomplete: no boundary follows it. Nothing was stored."]
# The reference stores longer durations on PostgreSQL and fails with 500 on the other databases.
LONG_DURATION = "The number of days must be between -999999999 and 999999999."
# Part of grammar.SETUPS.
INVALID_ADDRESS = ",nope'"
# An attachment of the fixture whose file does not exist.
ROW_WITHOUT_FILE = "/api/followups-attachments/6/"
BAD_REQUEST = "Bad Request (400)"
# Charsets that only Python decodes.
CHARSET = "Unsupported charset "
REJECTIONS = [*DROPPED_FILES, LONG_DURATION, CHARSET]


def without_escapes(mail):
    """The email with the address in its links unescaped: we escape it, so that the links work."""
    def unescape(match):
        return urllib.parse.unquote(match[0])
    return {key: re.sub(r"(?<=[?&]email=).*?(?=&(?:amp;)?key=)", unescape, value) if key in ("text", "html") else value
            for key, value in mail.items()}


def rejected_file(scenario, step, line, database):
    """A file that the reference drops, in an answer that is an error for other reasons too."""
    return "unexpected" in line and any(sentence in line for sentence in DROPPED_FILES)


def bracketed_files(scenario, step, line, database):
    """Errors of files in `attachments[]`, which the reference does not read."""
    return line.startswith("json.attachments: unexpected") and b'name="attachments[]"' in replay.blob(step.get("raw", {}))


def guessed_type(scenario, step, line, database):
    """A media type that Python reads from the machine's own table."""
    return "mime_type" in line and "application/x-msdos-program" in line


def bodies_of(scenario):
    """The encoded bodies of all steps."""
    return b"".join(replay.blob(step.get("raw", {})) for step in scenario["steps"])


def vertical_tab(scenario, step, line, database):
    """The subject of an email with a vertical tab, which ends the header where the reference writes it."""
    bodies = bodies_of(scenario)
    has_tab = "\\u000b" in json.dumps(scenario) or b"\x0b" in bodies or b"\\u000b" in bodies
    return re.match(r"emails\[\d+\]", line) is not None and has_tab


def page_of_a_crash(scenario, step, line, database):
    """Where the reference crashes, an HTML page says what is wrong as well as JSON does."""
    return line.startswith("body: expected JSON that says") and "html" in (step or {}).get("headers", {}).get("Accept", "")


def attached_message(scenario, step, line, database):
    """A file whose name ends in .eml and that is not plain text: Python parses it and attaches what it understood."""
    if not re.match(r"emails\[\d+\]\.attachments", line):
        return False
    bodies = bodies_of(scenario)
    return (b".eml" in bodies or b"%2E%65%6D%6C" in bodies) and (" items, got " in line or "application/octet-stream" in line)


RULES = [
    (rejected_file, "an uploaded file is stored or rejected, never dropped"),
    (bracketed_files, "a file in `attachments[]` is stored or rejected, never dropped"),
    (guessed_type, "types do not depend on the machine's mime.types"),
    (vertical_tab, "a subject is one line"),
    (attached_message, "files are attached as they are"),
    (page_of_a_crash, "the reference answers 500"),
]
