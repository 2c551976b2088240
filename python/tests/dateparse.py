#!/usr/bin/env python3
"""Writes cases/dateparse.json: how Django parses generated texts as times and dates.

Run with the Python of an installation of django-helpdesk: python dateparse.py > cases/dateparse.json
"""

import datetime
import json
import random
import sys

from django.utils.dateparse import parse_date, parse_datetime

random.seed(20260101)


def datetime_of(text):
    """parse_datetime(), converted to UTC; a time without an offset is UTC. None on errors."""
    try:
        value = parse_datetime(text)
        if value is None:
            return None
        if value.tzinfo is None:
            value = value.replace(tzinfo=datetime.timezone.utc)
        value = value.astimezone(datetime.timezone.utc)
        return value.strftime("%Y-%m-%dT%H:%M:%S.%f").rjust(26, "0")
    except (ValueError, OverflowError):
        return None


def date_of(text):
    try:
        value = parse_date(text)
        return value and value.isoformat()
    except ValueError:
        return None


def number(low, high, width):
    value = random.randint(low, high)
    return str(value) if random.random() < 0.15 else str(value).zfill(width)


def text():
    dash = random.choice(["-", "-", "-", "", "/"])
    year = number(0, 2100, 4) if random.random() < 0.2 else str(random.randint(1990, 2030))
    kind = random.random()
    if kind < 0.75:
        date = dash.join([year, number(0, 13, 2), number(0, 32, 2)]) if kind < 0.15 else dash.join(
            [year, number(1, 12, 2), number(1, 28, 2)])
    elif kind < 0.9:
        date = year + dash + "W" + number(0, 54, 2) + random.choice(["", dash + str(random.randint(0, 8))])
    else:
        date = random.choice([year, year + dash + "06", "", "today", "0000-00-00"])
    if random.random() < 0.2:
        # CPython 3.11 ignores what follows a date without dashes in a text of ten bytes.
        return date + random.choice(["", "", "7", "14", "xy", "é", "--"])
    colon = random.choice([":", ":", ":", ""])
    parts = [number(0, 24, 2), number(0, 60, 2), number(0, 60, 2)][: random.choice([1, 2, 3, 3, 3])]
    if random.random() < 0.7:
        parts = [number(0, 23, 2), number(0, 59, 2), number(0, 59, 2)][: len(parts)]
    clock = colon.join(parts)
    if random.random() < 0.4:
        clock += random.choice([".", ","]) + "".join(random.choice("0123456789") for _ in range(random.randint(0, 13)))
    zone = random.choice(["", "", "", "Z", "z", "+00:00", "-0330", "+02", " +01:00", "+01:00:30", "+2:00", " UTC", "+24:00"])
    return date + random.choice(["T", " ", " ", "t", "x", "  ", ""]) + clock + zone


def with_nul(text):
    """The text with a NUL character near its end, which CPython takes for the end of a time."""
    at = len(text) - random.choice([0, 0, 1, 2, 3, 4, 6, 9])
    return text[:max(at, 0)] + "\0" + text[max(at, 0):]


count = int(sys.argv[1]) if len(sys.argv) > 1 else 1500
texts = sorted({text() for _ in range(count)})
texts += sorted({with_nul(text()) for _ in range(count // 5)})
print("[")
print(",\n".join(json.dumps([text, datetime_of(text), date_of(text)]) for text in texts))
print("]")
