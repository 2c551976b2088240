"""Both programs serve one database and one media folder at the same time; each reads what the other wrote."""
import base64
import email
import email.policy
import json
import re
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

import live

FILE = "Füße & <b>\n".encode() * 200


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def json(self):
        return json.loads(self.body)


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


OPENER = urllib.request.build_opener(NoRedirect)


def ask(service, method, path, body=None, kind=None, user="admin", headers=None):
    """One request; `path` may be an address of the service itself."""
    url = path if path.startswith("http") else service.base + path
    headers = dict(headers or {})
    if user:
        headers["Authorization"] = "Basic " + base64.b64encode(f"{user}:{user}".encode()).decode()
    if kind:
        headers["Content-Type"] = kind
    request = urllib.request.Request(url, data=body, method=method, headers=headers)
    try:
        with OPENER.open(request, timeout=30) as answer:
            return Answer(answer.status, answer.headers, answer.read())
    except urllib.error.HTTPError as error:
        return Answer(error.code, error.headers, error.read())


def get(service, path, expected=200, **options):
    answer = ask(service, "GET", path, **options)
    assert answer.status == expected, f"GET {path} of {service.base}: {answer.status}\n{answer.body[:2000].decode(errors='replace')}"
    return answer


def same_answer(django, deskql, path):
    """GETs on both sides; the same status and bytes, but for the address that was asked."""
    theirs, ours = ask(django, "GET", path), ask(deskql, "GET", path)
    assert ours.status == theirs.status, f"{path}: {theirs.status} there, {ours.status} here"
    assert ours.headers["Content-Type"] == theirs.headers["Content-Type"], (path, ours.headers["Content-Type"])
    expected = theirs.body.replace(django.base.encode(), deskql.base.encode())
    assert ours.body == expected, f"{path}\n  django-helpdesk: {expected.decode()}\n  deskql:          {ours.body.decode()}"
    return theirs.json()


def post_json(service, queue, title):
    ticket = {"queue": queue, "title": title, "description": "Zeile eins\nZeile zwei: 日本", "priority": 2, "status": 1,
              "submitter_email": "kunde@example.com"}
    answer = ask(service, "POST", "/api/tickets/", json.dumps(ticket).encode(), "application/json")
    assert answer.status == 201, f"POST: {answer.status}\n{answer.body[:2000].decode(errors='replace')}"
    return answer.json()["id"]


def post_file(service, queue, title):
    boundary = uuid.uuid4().hex
    fields = {"queue": queue, "title": title, "description": "see the file", "priority": "3", "status": "1"}
    parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
             for name, value in fields.items()]
    parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="attachment"; filename="füße.txt"\r\n'
                 "Content-Type: text/plain\r\n\r\n".encode() + FILE + f"\r\n--{boundary}--\r\n".encode())
    answer = ask(service, "POST", "/api/tickets/", b"".join(parts), f"multipart/form-data; boundary={boundary}")
    assert answer.status == 201, f"POST: {answer.status}\n{answer.body[:2000].decode(errors='replace')}"
    return answer.json()["id"]


def run(report, deskql, django, database):
    """Starts both, and has each read the other."""
    prepared = django.script(database, "people.py")
    assert prepared.returncode == 0, prepared.stderr
    [queue] = database.ask("SELECT id FROM helpdesk_queue")
    with django.serve(database) as theirs:
        report.check("the real program's API answers", lambda: get(theirs, "/api/tickets/"))
        try:
            with deskql.serve(database) as ours:
                exchange(report, theirs, ours, queue, deskql.folder / "emails")
        except AssertionError as error:
            def started():
                raise error
            report.check("deskql serve starts on it", started)
        user_of_deskql(report, deskql, theirs, database)


def exchange(report, theirs, ours, queue, emails):
    def across(writer, post, title):
        number = post(writer, queue, title)
        ticket = same_answer(theirs, ours, f"/api/tickets/{number}/")
        assert ticket["title"] == title
        return ticket

    def with_file(writer, title):
        ticket = across(writer, post_file, title)
        [followup] = ticket["followup_set"]
        [attachment] = followup["followupattachment_set"]
        for service in (theirs, ours):
            address = urllib.parse.urlsplit(attachment["file"])
            path = urllib.parse.quote(urllib.parse.unquote(address.path))
            assert get(service, path, user=None).body == FILE, f"the file differs at {service.base}{path}"

    report.check("a ticket of the real program is read by deskql", across, theirs, post_json, "Von drüben")
    report.check("a ticket of deskql is read by the real program", across, ours, post_json, "Von hüben")
    report.check("so is one with a file, written there", with_file, theirs, "File from there")
    report.check("so is one with a file, written here", with_file, ours, "File from here")
    for path in ("/api/tickets/", "/api/followups/", "/api/followups-attachments/", "/api/users/", "/api/user_tickets/",
                 "/api/"):
        report.check(f"GET {path} is the same on both", same_answer, theirs, ours, path)
    report.check("who signed in there is signed in here", session, theirs, ours)
    report.check("who signed in here is signed in there, until they sign out", session_of_deskql, theirs, ours)
    report.check("a link of deskql resets the password there", password_reset, theirs, ours, emails)
    live.run(report, theirs, ours, queue, sys.modules[__name__])


def session(theirs, ours):
    page = get(theirs, "/login/", user=None)
    cookie = page.headers["Set-Cookie"].split(";")[0]
    form = urllib.parse.urlencode({"username": "admin", "password": "admin", "csrfmiddlewaretoken": cookie.split("=")[1]})
    answer = ask(theirs, "POST", "/login/", form.encode(), "application/x-www-form-urlencoded", user=None,
                 headers={"Cookie": cookie})
    assert answer.status == 302, answer.status
    [key] = [line.split(";")[0] for line in answer.headers.get_all("Set-Cookie") if line.startswith("sessionid=")]
    for service in (theirs, ours):
        get(service, "/api/tickets/", expected=403, user=None)
        get(service, "/api/tickets/", user=None, headers={"Cookie": key})


def graphql(service, document, headers=None):
    body = json.dumps({"query": document}).encode()
    answer = ask(service, "POST", "/graphql", body, "application/json", user=None, headers=headers)
    assert answer.status == 200 and "errors" not in answer.json(), answer.body.decode()
    return answer


def session_of_deskql(theirs, ours):
    answer = graphql(ours, 'mutation { sessionCreate(input: { username: "admin", password: "admin" }) '
                           "{ csrfToken userErrors { code } } }")
    payload = answer.json()["data"]["sessionCreate"]
    assert payload["userErrors"] == [], payload
    cookies = "; ".join(line.split(";")[0] for line in answer.headers.get_all("Set-Cookie"))
    for service in (theirs, ours):
        get(service, "/api/tickets/", user=None, headers={"Cookie": cookies})
    get(theirs, "/dashboard/", user=None, headers={"Cookie": cookies})
    # Its token and cookie are good for a form of Django.
    headers = {"Cookie": cookies, "X-CSRFToken": payload["csrfToken"]}
    changed = ask(theirs, "POST", "/api/users/", b"{}", "application/json", user=None, headers=headers)
    assert changed.status == 400, (changed.status, changed.body)
    graphql(ours, "mutation { sessionDelete(input: {}) { deleted } }", headers)
    get(theirs, "/dashboard/", expected=302, user=None, headers={"Cookie": cookies})
    get(theirs, "/api/tickets/", expected=403, user=None, headers={"Cookie": cookies})


def password_reset(theirs, ours, emails):
    for file in emails.glob("*password-reset*.eml"):
        file.unlink()  # of the database before
    graphql(ours, 'mutation { passwordResetRequest(input: { email: "admin@example.com" }) { userErrors { code } } }')
    found = None
    for _ in range(100):
        texts = [email.message_from_bytes(file.read_bytes(), policy=email.policy.default).get_content()
                 for file in emails.glob("*password-reset*.eml")]
        found = re.search(r"/password-reset/[^/]+/[^/\s]+/", "".join(texts))
        if found:
            break
        time.sleep(0.1)
    assert found, "no email arrived"
    page = get(theirs, found.group(), expected=302, user=None)
    assert page.headers["Location"].endswith("/set-password/"), page.headers["Location"]
    get(theirs, found.group()[:-1] + "0/", expected=200, user=None)


def user_of_deskql(report, deskql, theirs, database):
    def work():
        made = deskql.run("user", "create", "agent", "--superuser", "--password-stdin", database, stdin="agent\n")
        assert made.returncode == 0, made.stderr
        get(theirs, "/api/tickets/", expected=403, user="nobody")
        get(theirs, "/api/tickets/", user="agent")
    report.check("a user made by deskql signs in to the real program", work)
