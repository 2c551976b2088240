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


RULES = [(rejected_file, "an uploaded file is stored or rejected, never dropped"),
         (escaped_links, "the address in a link is escaped, so that the link works")]
