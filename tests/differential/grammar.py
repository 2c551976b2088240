"""Random scenarios in the form of the contract's cases: each is one to four requests against the fixture.

A scenario depends on its seed and number only, so these are enough to repeat it.
"""
import base64
import codecs
import json
import random
import urllib.parse

import values

STAFF = ["token admin"] * 8 + ["token agent"] * 3 + ["token hr"]
ANYBODY = STAFF + ["token customer", "token customer2", "token noemail", "token inactive", "none", "token nope", "raw Token", "raw Basic !!",
                   "raw Token a b", "raw Bearer " + "a1" * 20]
CUSTOM = {"custom_varchar": lambda r: values.text(r, 20), "custom_text": values.text, "custom_integer": values.integer,
          "custom_decimal": values.decimal, "custom_list": values.choice, "custom_boolean": values.boolean, "custom_date": values.date,
          "custom_time": values.time, "custom_datetime": values.moment, "custom_email": values.email, "custom_url": values.url,
          "custom_ipaddress": values.address, "custom_slug-field": values.slug}
TICKET = {"queue": values.key, "title": values.text, "description": values.text, "resolution": values.text, "submitter_email": values.email,
          "assigned_to": values.key, "status": values.integer, "on_hold": values.boolean, "priority": values.integer, "due_date": values.moment,
          "merged_to": values.key, **CUSTOM}
FOLLOWUP = {"ticket": values.key, "user": values.key, "title": values.text, "comment": values.text, "public": values.boolean,
            "new_status": values.integer, "time_spent": values.duration, "message_id": lambda r: values.text(r, 256)}
USER = {"first_name": lambda r: values.text(r, 150), "last_name": lambda r: values.text(r, 150), "email": values.email,
        "username": lambda r: r.choice(["ada", "a b", "a/b", "admin", "ADMIN", "ａｄａ", "ﬁ", "x" * 151, "a@b.c", "ü", "", " ada ", "a\n", "a\u200bb", "a'b"]),
        "password": lambda r: r.choice(["correct horse battery", "12345678", "password", "short", "", " spaced ", "пароль-пароль", "a\x00b"])}
ATTACHMENT = {"followup": values.key, "filename": lambda r: values.file_name(r), "mime_type": lambda r: values.text(r, 255), "size": values.integer}
GOOD_TICKET = {"queue": 1, "title": "From a script", "description": "It is on fire", "priority": 3, "submitter_email": "p@example.com"}
GOOD_FOLLOWUP = {"ticket": 1, "title": "Answer", "comment": "Have a look", "public": True}
GOOD_USER = {"first_name": "Ada", "last_name": "Lovelace", "username": "ada", "email": "ada@example.com", "password": "correct horse battery"}
GOOD_ATTACHMENT = {"followup": 41, "filename": "a.txt", "mime_type": "text/plain", "size": 3}
KINDS = {"tickets": (TICKET, GOOD_TICKET), "followups": (FOLLOWUP, GOOD_FOLLOWUP), "users": (USER, GOOD_USER),
         "followups-attachments": (ATTACHMENT, GOOD_ATTACHMENT)}
IDS = {"tickets": [1, 2, 3, 5, 9, 11, 13, 18, 20, 21, 24, 30, 40, 41], "followups": [1, 2, 41, 42, 44, 46, 49, 54, 900],
       "followups-attachments": [1, 2, 3, 6, 7, 99], "users": [1]}


def value(r, generate):
    """One value of a field: an ordinary spelling, a twisted one, or JSON of another type."""
    if r.random() < 0.12:
        return values.json_oddity(r)
    out = generate(r)
    return values.twisted(r, out) if isinstance(out, str) and r.random() < 0.5 else out


def fields(r, kind, partial):
    known, good = KINDS[kind]
    out = {} if partial else dict(good)
    for name in r.sample(sorted(known), k=r.choice([1, 1, 1, 2, 3])):
        out[name] = value(r, known[name])
    if not partial and r.random() < 0.1:
        out.pop(r.choice(sorted(out)))
    if r.random() < 0.05:
        out[r.choice(["nope", "id", "created", "", "__proto__", "followup_set", "email_recipients"])] = values.json_oddity(r)
    return out


def plain(v):
    """The text of a value in a form."""
    if isinstance(v, bool):
        return "true" if v else "false"
    return "" if v is None or isinstance(v, (list, dict)) else str(v).encode("utf-8", "replace").decode()


def percent(text):
    return "".join(f"%{b:02X}" for b in text.encode("utf-8", "replace"))


def disposition(r, name, filename):
    """A Content-Disposition header with the file's name in one of the spellings of real clients."""
    flat = filename.encode("utf-8", "replace").decode().replace("\r", "").replace("\n", "")
    quoted = flat.replace("\\", "\\\\").replace('"', '\\"')
    return f'form-data; name="{name}"; ' + r.choice([
        lambda: f'filename="{quoted}"', lambda: f'filename="{flat}"', lambda: f'filename="{percent(flat)}"',
        lambda: f"filename*=UTF-8''{percent(flat)}", lambda: f"filename*=utf-8'en'{percent(flat)}",
        lambda: f"filename=\"x.txt\"; filename*=UTF-8''{percent(flat)}", lambda: f"filename*=UTF-8''{percent(flat)}; filename=\"x.txt\"",
        lambda: f"filename*0*=UTF-8''{percent(flat[:3])}; filename*1*={percent(flat[3:])}",
        lambda: f"filename*1*={percent(flat[3:])}; filename*0*=UTF-8''{percent(flat[:3])}",
        lambda: f'filename*0="{quoted[:3]}"; filename*1="{quoted[3:]}"', lambda: f"filename*=latin-1''{percent(flat)}",
        lambda: f"filename*=nope''{percent(flat)}", lambda: f"filename*={percent(flat)}", lambda: f"FILENAME=\"{quoted}\"",
        lambda: f"filename=?{flat}?", lambda: "filename=\"=?utf-8?B?%s?=\"" % base64.b64encode(flat.encode()).decode(),
        lambda: f"filename={flat.replace(' ', '_').replace(';', '')}", lambda: 'filename=""',
    ])()


BOUNDARY = "differentialboundaryX"
CHARSETS = ["utf-8", "latin-1", "cp1252", "windows-1251", "cp437", "koi8-r", "euc-jp", "shift_jis", "gb18030", "utf-16", "utf-8-sig", "ascii",
            "utf-7", "rot13", "nope", '"iso-8859-15"']


def multipart(r, form, files):
    """A step's body as `parts`, which `run` can reduce; `encode` writes it."""
    parts = []
    for name, v in form.items():
        head = f'Content-Disposition: form-data; name="{name}"'
        data = plain(v).encode()
        if r.random() < 0.04:
            data, head = base64.b64encode(data), head + "\r\nContent-Transfer-Encoding: base64"
        elif r.random() < 0.04:
            head += r.choice(["\r\nContent-Type: text/plain; charset=latin-1", "\r\nContent-Type: text/plain; charset=nope",
                              "\r\nContent-Transfer-Encoding: quoted-printable", "\r\nContent-Type: application/json", "\r\nX: y"])
        parts.append([head, data.decode("latin-1")])
    for name, filename, data, kind in files:
        head = f"Content-Disposition: {disposition(r, name, filename)}" + (f"\r\nContent-Type: {kind}" if kind else "")
        if r.random() < 0.05:
            data, head = base64.b64encode(data), head + "\r\nContent-Transfer-Encoding: base64"
        parts.append([head, data.decode("latin-1")])
    end = r.choice([f"--{BOUNDARY}--\r\n", f"--{BOUNDARY}--", "", f"--{BOUNDARY}--\r\nepilogue"]) if r.random() < 0.1 else f"--{BOUNDARY}--\r\n"
    charset = "; charset=" + r.choice(CHARSETS) if r.random() < 0.04 else ""
    return {"parts": parts, "end": end, "charset": charset}


def encode(step):
    """The step as replay.py sends it. Texts of parts are bytes in Latin-1."""
    out = {k: v for k, v in step.items() if k not in ("parts", "end", "charset", "members")}
    if "parts" in step:
        raw = b"".join(f"--{BOUNDARY}\r\n{head}\r\n\r\n".encode("utf-8", "replace") + data.encode("latin-1") + b"\r\n"
                       for head, data in step["parts"]) + step["end"].encode()
        out["content_type"] = f"multipart/form-data; boundary={BOUNDARY}" + step.get("charset", "")
    elif "members" in step:
        raw = json.dumps(step["members"]).encode()
        out["content_type"] = "application/json"
    else:
        return out
    return out | {"raw": {"base64": base64.b64encode(raw).decode()}}


def json_body(r, data):
    if r.random() < 0.75:
        return {"members": data}
    text = json.dumps(data)
    raw = r.choice([
        lambda: text.encode("utf-8-sig"), lambda: text.encode("utf-16"), lambda: text.encode("utf-16-le"), lambda: text.encode("utf-32"),
        lambda: json.dumps(data, ensure_ascii=False).encode("utf-8", "surrogatepass"), lambda: text.encode() + b"\xff", lambda: text[:-1].encode(),
        lambda: text.encode() + b" x", lambda: ("[" + text + "]").encode(), lambda: text.replace("3", "NaN").encode(),
        lambda: text.replace("{", '{"title": "first", ', 1).encode(), lambda: b"", lambda: b"null", lambda: b'"a"', lambda: b"[" * 200,
        lambda: text.replace('"', "'").encode(), lambda: text.replace(":", ":\u00a0", 1).encode(), lambda: text.replace("a", "\\u00e4").encode(),
        lambda: (text[:-1] + ', "priority": {"\\ud800": 1, "a": 2, "a": [3]}}').encode(), lambda: text.encode() + b"\x81\x20",
        lambda: json.dumps(data, ensure_ascii=False).encode("cp1252", "ignore"), lambda: json.dumps(data, ensure_ascii=False).encode("gb18030", "ignore"),
        lambda: text.replace("1", "01", 1).encode(), lambda: text.replace("1", "1.", 1).encode(), lambda: text.replace("1", "-Infinity").encode(),
    ])()
    kind = r.choice(["application/json", "application/json; charset=utf-8", "application/json; charset=latin-1", "application/json; charset=utf-16",
                     "application/json; charset=nope", "application/json;x=y", "APPLICATION/JSON", "text/plain", "application/vnd.api+json", "",
                     "application/json; charset=" + r.choice(CHARSETS), "application/json; charset=" + r.choice(CHARSETS)])
    return {"raw": {"base64": base64.b64encode(raw).decode()}, "content_type": kind}


def encoded_form(r, form):
    """A form in another charset, or with bytes that browsers would percent-encode."""
    charset = r.choice(CHARSETS)
    try:
        codecs.lookup(charset)
        written = urllib.parse.urlencode(form, doseq=True, encoding=charset, errors="ignore").encode()
    except (LookupError, TypeError, AttributeError):
        written = urllib.parse.urlencode(form, doseq=True).encode()
    raw = r.choice([lambda: written, lambda: urllib.parse.unquote_to_bytes(written.replace(b"%26", b"")), lambda: written + b"&title=\xff%C3%A9"])()
    return {"raw": {"base64": base64.b64encode(raw).decode()}, "content_type": f"application/x-www-form-urlencoded; charset={charset}"}


def body(r, kind, partial):
    data = fields(r, kind, partial)
    how = r.random()
    field = {"tickets": "attachment", "followups": "attachments", "followups-attachments": "file"}.get(kind)
    if field and how < 0.35:
        files = []
        for _ in range(r.choice([0, 1, 1, 1, 2, 3])):
            name = r.choice([field] * 6 + [field + "[0]", field + "[1]", field + "[]", field + "[x]", "attachment", "attachments", "other"])
            files.append((name, values.file_name(r), r.choice([b"data", b"data", b"", b"\x00\xff", b"line\r\nline"]),
                          r.choice(["text/plain", "text/plain", "", "image/png", "application/octet-stream", "x/y; charset=ü", "text/plain; a=b"])))
        return multipart(r, data, files)
    if how < 0.5:
        form = {k: plain(v) for k, v in data.items()}
        if r.random() < 0.1:
            form[r.choice(sorted(form))] = ["1", "2"]
        if r.random() < 0.1:
            return encoded_form(r, form)
        return {"form": form}
    return json_body(r, data)


def query(r):
    parts = []
    for name in r.sample(["page", "page_size", "status", "format", "ordering", "search"], k=r.choice([0, 1, 1, 2])):
        v = {"page": lambda: r.choice(["1", "2", "last", "0", "-1", "99", "٢", "1.0", "", " 2", "2 ", "1_0", "+2", "9" * 30]),
             "page_size": lambda: r.choice(["1", "3", "25", "100", "0", "-1", "abc", "٣", "", " 3", "9" * 30, "1e1"]),
             "status": lambda: ",".join(r.choices(["1", "2", "3", "Open", "٣", " 1", "", "9", "01"], k=r.choice([1, 2, 3]))),
             "format": lambda: r.choice(["json", "api", "xml", "", "JSON"]), "ordering": lambda: "-id", "search": lambda: "printer"}[name]()
        parts.append(name + "=" + percent(v))
    return "?" + "&".join(parts) if parts else ""


def step(r, number):
    kind = r.choice(["tickets"] * 5 + ["followups"] * 4 + ["followups-attachments"] * 2 + ["users"])
    method = r.choice(["GET"] * 3 + ["POST"] * 5 + ["PATCH"] * 4 + ["PUT"] * 2 + ["DELETE"] + ["OPTIONS"])
    out = {"name": f"{number} {method} {kind}", "auth": r.choice(ANYBODY) if r.random() < 0.1 else r.choice(STAFF)}
    if kind == "users" and r.random() < 0.9:
        method = "POST"
    detail = method in ("PATCH", "PUT", "DELETE") or (method in ("GET", "OPTIONS") and r.random() < 0.5)
    if method in ("POST", "OPTIONS") and r.random() < 0.03:
        detail = not detail
    path = f"/api/{kind}/"
    if detail:
        path += f"{r.choice(IDS[kind])}/"
    if method == "GET" and r.random() < 0.1:
        path = r.choice(["/api/", "/api/user_tickets/", "/api/user_tickets/1/", "/api/tickets.json", "/api/tickets/1.json", "/api/tickets", "/api/x/",
                         f"/api/{kind}/{percent(str(values.key(r)))}/", "/api/tickets/1//", "/api/tickets/%00/", "/api/tickets/1/?format=api"])
        out["auth"] = r.choice(ANYBODY)
    if method in ("GET", "OPTIONS") and "?" not in path:
        path += query(r)
    if method in ("POST", "PUT", "PATCH"):
        out.update(body(r, kind, method == "PATCH"))
    if r.random() < 0.05:
        out["headers"] = {"Accept": r.choice(["*/*", "application/*", "text/html", "application/xml", "application/json; indent=4", "", "x",
                                              "text/html;q=0.5, application/json", "application/json;q=0"])}
        # An HTML page does not show which error caused it, and a rejected file is an intended difference.
        if "html" in out["headers"]["Accept"] and "parts" in out:
            del out["headers"]
    elif r.random() < 0.08:
        out["headers"] = {"Accept-Language": r.choice(["de", "en", "fr, de;q=0.5", "de-AT", "xx", "*", "en;q=0, de", "zh-hans,en;q=0.1"])}
    return out | {"method": method, "path": path}


SETUP = [
    "UPDATE helpdesk_ticketcustomfieldvalue SET value = '{odd}' WHERE ticket_id = 20 AND field_id = {field}",
    "UPDATE helpdesk_customfield SET required = {true} WHERE id = {field}",
    "UPDATE helpdesk_customfield SET list_values = 'Green{odd}Blue' WHERE id = 5",
    "UPDATE helpdesk_customfield SET empty_selection_list = {false}, required = {true} WHERE id = 5",
    "UPDATE helpdesk_customfield SET decimal_places = NULL, max_length = 5 WHERE id = 4",
    "UPDATE helpdesk_queue SET email_address = 'me@[127.0.0.1]' WHERE id = 1",
    "UPDATE helpdesk_queue SET locale = '{locale}' WHERE id = 1",
    "UPDATE helpdesk_queue SET new_ticket_cc = ' a@b.com , ,nope', updated_ticket_cc = NULL WHERE id = 1",
    "UPDATE helpdesk_ticket SET title = 'tab{odd}end' WHERE id = 1",
    "UPDATE helpdesk_ticket SET submitter_email = 'p+q&r%s@example.com' WHERE id = 1",
]


def setup(r, false="0", true="1"):
    odd = r.choice(["", " ", "\t", "\u200b", "٣", "1.5", "12:00", "2024-02-29", "forty-two", "True", "\n\n", "\r\n", "\u00a0x"])
    return r.choice(SETUP).format(odd=odd, field=r.randrange(1, 14), false=false, true=true, locale=r.choice(["de", "fr", "zh-hans", "xx", "pt-br"]))


def scenario(seed, number, booleans=("0", "1")):
    """The scenario of that number, with one to four requests and, now and then, rows that another program wrote."""
    r = random.Random(f"{seed}/{number}")
    out = {"name": f"{seed}/{number}", "steps": [step(r, n) for n in range(1, r.choice([1, 1, 2, 2, 3, 4]) + 1)]}
    if r.random() < 0.15:
        out["setup_sql"] = [setup(r, *booleans)]
    return out
