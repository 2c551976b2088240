#!/usr/bin/env python3
"""Cases of the mail templates of a real help desk: `mails_of_helpdesk.py OUT.json [DATABASE]` (SQLite).

Takes the templates that django-helpdesk ships and, when it is given, those of a database, puts them together as
django-helpdesk does when it sends a mail, and asks Django. Then `CASES=OUT.json cargo test -p deskql-templates --test
replay` compares. Nothing of it is committed: the texts are django-helpdesk's, or somebody's.
"""
import importlib.util
import json
import pathlib
import sqlite3
import sys

from generate import answer
from topics.mails import EMPTY, QUEUE, TICKET

SUBJECT = "{{ ticket.ticket }} {{ ticket.title|safe }} %s"


def rows(shipped, database):
    for row in json.loads((shipped / "fixtures/emailtemplate.json").read_text()):
        yield row["fields"]
    if database:
        with sqlite3.connect(database) as connection:
            connection.row_factory = sqlite3.Row
            yield from map(dict, connection.execute("select * from helpdesk_emailtemplate"))


def main(out, database=None):
    shipped = pathlib.Path(importlib.util.find_spec("helpdesk").submodule_search_locations[0])
    folder = shipped / "templates"
    frames = {str(path.relative_to(folder)): path.read_text() for path in folder.glob("helpdesk/*/email_*")}
    contexts = [
        {"ticket": TICKET, "queue": QUEUE, "comment": {"safe": "Well,<br>then & so"}, "resolution": "Done & <dusted>", "private": False},
        {"ticket": EMPTY, "queue": {"dict": [["title", "Q"], ["email_address", None]]}, "private": True},
    ]
    cases = []
    for row in rows(shipped, database):
        locale = row.get("locale") or "en"
        frame, footer = f"helpdesk/{locale}/email_html_base.html", f"helpdesk/{locale}/email_text_footer.txt"
        sources = [
            SUBJECT % row["subject"],
            f"{row['plain_text']}\n\n{{% include '{footer}' %}}",
            f"{{% extends '{frame}' %}}{{% block title %}}{row['heading']}{{% endblock %}}{{% block content %}}{row['html']}{{% endblock %}}",
        ]
        templates = {name: frames[name] for name in (frame, footer) if name in frames}
        for source in sources:
            for context in contexts:
                for language in {"en-us", locale}:
                    case = {"source": source, "context": context, "templates": templates, "options": {"language": language}}
                    cases.append({**case, **answer(case)})
    pathlib.Path(out).write_text(json.dumps(cases, ensure_ascii=False))
    failed = sum("error" in case for case in cases)
    print(f"{len(cases)} cases in {out}, of which Django itself fails in {failed}")


if __name__ == "__main__":
    main(*sys.argv[1:])
