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


RULES = [(escaped_links, "the address in a link is escaped, so that the link works")]
