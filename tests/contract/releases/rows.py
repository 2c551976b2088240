#!/usr/bin/env python3
"""Prints the rows of a SQLite database of django-helpdesk as SQL for an empty PostgreSQL schema of the same release:

    rows.py FILE | psql …

The rows of all databases of a release are thus the same, with the same numbers.
"""
import sqlite3
import sys

INTERVALS = {("helpdesk_followup", "time_spent"), ("helpdesk_queue", "dedicated_time")}
ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def text(value, interval, kind):
    """A value in the text format of COPY."""
    if value is None:
        return "\\N"
    if interval:
        return f"{value} microseconds"
    if kind == "bool":
        return "t" if value else "f"
    return str(value).translate(ESCAPES)


def postgres(file):
    """The statements; they end with those that set the sequences. Times without an offset are read as UTC."""
    c = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    tables = [name for (name,) in c.execute(
        "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by name")]
    numbers = dict(c.execute("select name, seq from sqlite_sequence"))
    out, counters = ["BEGIN;", "SET LOCAL timezone = 'UTC';"], []
    for table in tables:
        columns = [(row[1], row[2].lower()) for row in c.execute(f'pragma table_info("{table}")')]
        names = ", ".join(f'"{name}"' for name, _ in columns)
        out.append(f"COPY public.{table} ({names}) FROM stdin;")
        for row in c.execute(f'select * from "{table}"'):
            out.append("\t".join(text(value, (table, name) in INTERVALS, kind) for value, (name, kind) in zip(row, columns)))
        out.append("\\.")
        if columns[0] == ("id", "integer"):
            number = numbers.get(table)
            # Tables that were renamed keep the names of their sequences.
            counters.append(f"SELECT pg_catalog.setval(pg_get_serial_sequence('public.{table}', 'id'), {number or 1},"
                            f" {str(bool(number)).lower()});")
    c.close()
    return "\n".join(out + counters + ["COMMIT;", ""])


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.stdout.reconfigure(encoding="utf-8")
    print(postgres(sys.argv[1]), end="")
