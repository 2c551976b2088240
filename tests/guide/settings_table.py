#!/usr/bin/env python3
"""Keeps the table of settings in docs/migrating-from-django-helpdesk.md as contrib/django_settings.py has them.

    tests/guide/settings_table.py            fails if the table is out of date
    tests/guide/settings_table.py --write    updates it
"""
import ast
import sys
import tomllib
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
GUIDE = PROJECT / "docs" / "migrating-from-django-helpdesk.md"
SCRIPT = PROJECT / "contrib" / "django_settings.py"
BEGIN, END = "<!-- settings -->\n", "<!-- end of settings -->\n"
# Settings of [helpdesk] that no setting of django-helpdesk becomes.
OWN = {"api_release", "delete_merged_tickets", "open_ticket_links", "translate_choices"}


def constant(name):
    """A constant of the script. Importing the script would run it in a Django project."""
    for node in ast.parse(SCRIPT.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and node.targets[0].id == name:
            return eval(compile(ast.Expression(node.value), SCRIPT, "eval"), {})
    raise AssertionError(f"{SCRIPT.name} has no {name}")


def table():
    rows = [(name, f"`{key}`" if "." in key else f"`[{key}]`") for name, key in constant("CONVERTED").items()]
    rows += [(name, f"no effect: {reason}") for reason, names in constant("WITHOUT_EFFECT").items() for name in names]
    lines = ["| django-helpdesk | deskql |", "| --- | --- |"] + [f"| `{name}` | {key} |" for name, key in sorted(rows)]
    return "\n".join(lines) + "\n"


def check_keys():
    """Each key exists, and each setting of [helpdesk] has a name in Django."""
    defaults = tomllib.loads((PROJECT / "config.default.toml").read_text(encoding="utf-8"))
    converted = set(constant("CONVERTED").values())
    for key in converted:
        section, _, name = key.rpartition(".")
        assert name in (defaults[section] if section else defaults), f"deskql has no setting {key}"
    missing = {f"helpdesk.{name}" for name in defaults["helpdesk"]} - converted - {f"helpdesk.{name}" for name in OWN}
    assert not missing, f"{SCRIPT.name} converts nothing to {missing}"


def check_names(known):
    """Each name that the real program reads (`known`) is in the table."""
    ours = set(constant("CONVERTED")) | {name for names in constant("WITHOUT_EFFECT").values() for name in names}
    assert not known - ours, f"{SCRIPT.name} does not know {', '.join(sorted(known - ours))}"


def check():
    check_keys()
    text = GUIDE.read_text(encoding="utf-8")
    current = text.partition(BEGIN)[2].partition(END)[0]
    assert current == table(), f"the table in {GUIDE.name} is out of date: run tests/guide/settings_table.py --write"


def main():
    if sys.argv[1:] == ["--write"]:
        text = GUIDE.read_text(encoding="utf-8")
        before, rest = text.split(BEGIN)
        GUIDE.write_text(before + BEGIN + table() + END + rest.partition(END)[2], encoding="utf-8")
    check()


if __name__ == "__main__":
    main()
