"""Adds to generated requests what the description cannot express: IDs of existing rows, and unused names of accounts."""
import itertools
import json
import os
import urllib.request

import schemathesis

BASE = os.environ["DESKQL_BASE"]
CREDENTIALS = {"Authorization": os.environ["DESKQL_AUTHORIZATION"]}
NAMES = itertools.count()


def newest(rows):
    """The number of a row that is there now: others may have been deleted meanwhile."""
    for page in ("last", "1"):
        url = f"{BASE}/api/{rows}/?page_size=1&page={page}"
        with urllib.request.urlopen(urllib.request.Request(url, headers=CREDENTIALS), timeout=30) as answer:
            found = json.load(answer)["results"]
        if found:
            return found[0]["id"]
    raise RuntimeError(f"no {rows} are left")


REFERENCES = {
    "queue": lambda: 1,
    "user": lambda: 1,
    "assigned_to": lambda: 1,
    "ticket": lambda: newest("tickets"),
    "merged_to": lambda: newest("tickets"),
    "followup": lambda: newest("followups"),
    "username": lambda: f"name-{os.getpid()}-{next(NAMES)}",
}


@schemathesis.hook
def before_call(context, case, kwargs):
    meta = case.meta
    if meta is None or not meta.generation.mode.is_positive or not isinstance(case.body, dict):
        return
    for name, value in REFERENCES.items():
        if case.body.get(name) is not None:
            case.body[name] = value()
