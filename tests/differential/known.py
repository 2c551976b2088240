"""Differences from django-helpdesk that are meant, each with its reason."""
import json
import re


def reason(scenario, step, line, database):
    """Why this line of a comparison is no defect, or None."""
    for rule, why in RULES:
        if rule(scenario, step, line, database):
            return why
    return None


def escaped_links(scenario, step, line, database):
    """An address with `+`, `&` or `%` in a link of an email."""
    odd = re.search(r"[\w.]*[+&%][^\"' ]*@", json.dumps(scenario))
    return bool(odd) and re.match(r"emails\[\d+\]\.(text|html)", line) is not None


def settles(ours):
    """Whether our answer is one that is meant to differ, so that the rest of its scenario is not comparable."""
    return any(sentence in json.dumps(ours.get("json", "")) for sentence in REJECTED)


# Sentences of rejections where the reference drops what was sent: an uploaded file is stored or rejected, never lost.
REJECTED = ["No file is read from this field. Nothing was stored.", "No filename could be determined."]


def rejected_file(scenario, step, line, database):
    """A file that the reference drops, in an answer that is an error for other reasons too."""
    return "unexpected" in line and any(sentence in line for sentence in REJECTED)


def late_extension(scenario, step, line, database):
    """An extension that is not allowed, in an answer that has errors of other fields."""
    return "missing" in line and "Unsupported file extension" in line


def guessed_type(scenario, step, line, database):
    """A media type that Python reads from the machine's own table."""
    return "mime_type" in line and "application/x-msdos-program" in line


def page_of_a_crash(scenario, step, line, database):
    """Where the reference crashes, an HTML page says what is wrong as well as JSON does."""
    return line.startswith("body: expected JSON that says") and "html" in (step or {}).get("headers", {}).get("Accept", "")


RULES = [
    (rejected_file, "an uploaded file is stored or rejected, never dropped"),
    (late_extension, "the extension is checked after the other fields: the rule belongs to the desk, not to REST"),
    (guessed_type, "types do not depend on the machine's mime.types"),
    (page_of_a_crash, "the reference answers 500"),
    (escaped_links, "the address in a link is escaped, so that the link works"),
]
