#!/usr/bin/env python3
"""Records how django-helpdesk answers REST writes with invalid fields. The answers go to errors.json, which
tests/it/compat/errors.rs and src/compat/errors/tests.rs replay.

    errors.py URL VALIDATORS_URL            writes errors.json
    errors.py --check URL VALIDATORS_URL    reports whether any answer differs from errors.json

URL is the address of tests/contract/oracle/run.sh; VALIDATORS_URL is another one with ORACLE_VALIDATORS=1 in its
environment (Django's four password validators). Both need a fresh fixture on SQLite.
"""
import base64
import json
import pathlib
import sys
import urllib.error
import urllib.request

TARGET = pathlib.Path(__file__).resolve().parent / "errors.json"
TICKET = {"queue": 1, "title": "x", "description": "d", "priority": 3}
USER = {"username": "vera.valid", "first_name": "Vera", "email": "vera@example.com"}


def send(method, path, fields):
    """A JSON request. The body is text, since not every reader of JSON keeps large integers."""
    return {"method": method, "path": path, "json": json.dumps(fields)}


def create(**fields):
    return send("POST", "/api/tickets/", {**TICKET, **fields})


def update(**fields):
    return send("PATCH", "/api/tickets/1/", fields)


def user(**fields):
    return send("POST", "/api/users/", {**USER, "password": "correct horse battery", **fields})


def attachment(**fields):
    return send("PATCH", "/api/followups-attachments/1/", fields)


def upload(path, field, filename, content, **fields):
    parts = [f'--B\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()]
    parts.append(f'--B\r\nContent-Disposition: form-data; name="{field}"; filename="{filename}"\r\n\r\n{content}\r\n--B--\r\n')
    return {"method": "POST", "path": path, "multipart": "".join(parts)}


CASES = {
    "required": create(description=""),
    "required fields": send("POST", "/api/tickets/", {}),
    "blank": create(title=" "),
    "null": create(title=None),
    "null character": create(title="a\0b"),
    "invalid username": user(username="a b"),
    "invalid email": create(submitter_email="nobody"),
    "invalid date-time": update(due_date="9999-12-31T23:59:59-01:00"),
    "invalid owner": create(assigned_to=4),
    "invalid choice": update(status=99),
    "missing object": update(queue=999),
    "missing owner": create(assigned_to=999),
    "wrong type of ID": update(queue="x"),
    "too long": update(title="x" * 201),
    "too small": attachment(size=-2**63 - 1),
    "too large": attachment(size=2**63),
    "too many digits": update(custom_decimal="123456789"),
    "too many decimal places": update(custom_decimal="1.2345"),
    "too many whole digits": update(custom_decimal="1234567"),
    "extension of a ticket's file": upload("/api/tickets/", "attachment", "a.exe", "x", **TICKET),
    "extension of an attachment": upload("/api/followups-attachments/", "file", "a.exe", "x", followup=1),
    "empty file": upload("/api/followups-attachments/", "file", "a.txt", "", followup=1),
    "duplicate username": user(username="admin"),
    "similar password": user(password="vera.valid1"),
    "short password": user(password="xqz91"),
    "common password": user(password="password1"),
    "numeric password": user(password="8493027561"),
    "several errors": create(description="", assigned_to=4, priority=3),
}


def ask(base, case):
    headers = {"Authorization": "Basic " + base64.b64encode(b"admin:admin").decode()}
    if "json" in case:
        body, headers["Content-Type"] = case["json"].encode(), "application/json"
    else:
        body, headers["Content-Type"] = case["multipart"].encode(), "multipart/form-data; boundary=B"
    request = urllib.request.Request(base + case["path"], body, headers, method=case["method"])
    try:
        with urllib.request.urlopen(request) as answer:
            sys.exit(f"{case} was accepted: {answer.read()}")
    except urllib.error.HTTPError as answer:
        if answer.code != 400:
            sys.exit(f"{case}: status {answer.code}")
        return json.loads(answer.read())


def main():
    arguments = [argument for argument in sys.argv[1:] if argument != "--check"]
    if len(arguments) != 2:
        sys.exit(__doc__)
    cases = []
    for name, case in CASES.items():
        validators = "password" in name
        cases.append({"name": name, "validators": validators, **case, "answer": ask(arguments[validators], case)})
    text = "[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n"
    if "--check" in sys.argv:
        return TARGET.read_text() != text and "the answers differ from errors.json"
    TARGET.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
