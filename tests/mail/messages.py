"""The messages of the comparison with the real get_email, and where deskql differs on purpose.

Each function returns the bytes of a message. Its name is the message's name; messages are processed in the order of this file.
"""
import base64
import email.mime.application
import email.mime.image
import email.mime.multipart
import email.mime.text
import quopri

MESSAGES = []
# Name of a message: the parts of the result that differ, and why.
DIFFERENT = {}

PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")


def message(parts="", why=""):
    def register(function):
        MESSAGES.append((function.__name__, function))
        if parts:
            DIFFERENT[function.__name__] = (set(parts.split()), why)
        return function
    return register


def mail(body=b"Hello,\n\nthe printer is broken.\n\nRegards\nAda\n", subject="Printer", sender="Ada <ada@example.net>", to="support@example.com",
         mid=None, **headers):
    """A message with headers; underscores in names of headers become dashes."""
    lines = []
    for name, value in (("From", sender), ("To", to), ("Subject", subject), ("Message-ID", mid)):
        if value is not None:
            lines.append(f"{name}: {value}")
    lines.append("Date: Mon, 23 Nov 2026 10:00:00 +0100")
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    body = body.encode() if isinstance(body, str) else body
    return "\n".join(lines).encode() + b"\n\n" + body


def multipart(kind, *parts, preamble="", **headers):
    """A multipart of parts, each a tuple of headers and a body."""
    boundary = f"b{len(parts)}{kind[:3]}"
    body = preamble.encode()
    for head, content in parts:
        content = content.encode() if isinstance(content, str) else content
        body += f"--{boundary}\n{head}\n\n".encode() + content + b"\n"
    body += f"--{boundary}--\n".encode()
    return dict(body=body, MIME_Version="1.0", Content_Type=f'multipart/{kind}; boundary="{boundary}"', **headers)


def nested(kind, *parts):
    """A multipart as a part."""
    made = multipart(kind, *parts)
    return f"Content-Type: {made['Content_Type']}", made["body"]


TEXT, HTML = "Content-Type: text/plain; charset=utf-8", "Content-Type: text/html; charset=utf-8"


def b64(data):
    return base64.encodebytes(data).decode()


# ------------------------------------------------------------------ plain messages
@message()
def plain():
    return mail(mid="<plain@example.net>")


@message()
def without_message_id():
    return mail(subject="No ID")


@message()
def without_date():
    return mail(mid="<nodate@example.net>").replace(b"Date: Mon, 23 Nov 2026 10:00:00 +0100\n", b"")


@message("all", "django-helpdesk fails on a sender without @ if any address is ignored; otherwise it sends email to Unknown Sender")
def without_sender():
    return mail(sender=None, subject="Nobody")


@message()
def without_subject():
    return mail(subject=None)


@message()
def empty_subject():
    return mail(subject="")


@message()
def long_subject():
    return mail(subject="Long " * 60)


@message("description", "django-helpdesk stores empty bytes, not text")
def without_text():
    return mail(body=b"")


@message("all", "django-helpdesk fails on a sender without @ if any address is ignored; otherwise it sends email to root")
def sender_without_domain():
    return mail(sender="root (Cron Daemon)", subject="Cron")


@message()
def several_senders():
    return mail(sender="Bob <bob@example.net>, Carol <carol@example.net>")


@message()
def encoded_words():
    return mail(subject="=?utf-8?B?RHJ1Y2tlciDinJM=?= =?iso-8859-1?Q?f=FCr_alle?=", sender="=?utf-8?Q?J=C3=BCrgen?= <juergen@example.net>")


@message()
def folded_subject():
    return mail(subject="A subject that is\n folded over\n two lines")


@message()
def marks_of_replies():
    return mail(subject="Re: Fw: RE: FW: Automatic reply: Nothing")


# ------------------------------------------------------------------ charsets
@message()
def latin1_quoted_printable():
    return mail(body=quopri.encodestring("Grüße aus Köln".encode("latin1")), Content_Type="text/plain; charset=iso-8859-1",
                Content_Transfer_Encoding="quoted-printable")


@message()
def utf8_8bit():
    return mail(body="Grüße – 日本語 🚒\n", Content_Type="text/plain; charset=utf-8", Content_Transfer_Encoding="8bit")


@message()
def iso_2022_jp():
    return mail(body="こんにちは\n".encode("iso-2022-jp"), Content_Type="text/plain; charset=iso-2022-jp", Content_Transfer_Encoding="7bit")


@message()
def gb18030():
    return mail(body=b64("打印机坏了".encode("gb18030")), Content_Type="text/plain; charset=gb18030", Content_Transfer_Encoding="base64")


@message()
def koi8():
    return mail(body=b64("Принтер".encode("koi8-r")), Content_Type="text/plain; charset=koi8-r", Content_Transfer_Encoding="base64")


@message()
def utf7():
    return mail(body=b"Hi Mom +Jjo-!\n", Content_Type="text/plain; charset=utf-7", Content_Transfer_Encoding="7bit")


@message("all", "django-helpdesk fails, and with it the whole mailbox")
def unknown_charset():
    return mail(body=b64(b"Hello"), Content_Type="text/plain; charset=x-martian", Content_Transfer_Encoding="base64")


@message("all", "django-helpdesk fails, and with it the whole mailbox")
def undeclared_latin1():
    return mail(body="Grüße\n".encode("latin1"))


@message("description comment", "django-helpdesk interprets backslashes: C:\\new becomes a line break")
def backslashes():
    return mail(body=b"See C:\\new\\table\n")


# ------------------------------------------------------------------ replies
@message()
def reply_by_subject():
    return mail(subject="Re: [support-1] Printer on fire", mid="<reply1@example.net>", body=b"It still burns.\n\nOn Monday, Support wrote:\n> Is it out?\n")


@message()
def reply_by_id():
    return mail(subject="Something else", In_Reply_To="<plain@example.net>", body=b"One more thing.\n")


@message()
def reply_to_closed():
    return mail(subject="[support-25] again", body=b"It is back.\n")


@message()
def reply_to_reopened():
    return mail(subject="[support-2] again", body=b"And again.\n")


@message()
def reply_to_missing_ticket():
    return mail(subject="[support-99999] Hello")


@message()
def reply_to_other_queue():
    return mail(subject="Re: [billing-3] Invoice", body=b"Paid.\n")


@message()
def tag_in_another_case():
    return mail(subject="[SUPPORT-1] Hello")


@message()
def two_tags():
    return mail(subject="[support-1] was [support-7]", body=b"Which one?\n")


@message()
def outlook_reply():
    return mail(subject="RE: [support-1] Printer", body=b"Thanks!\n________________________________\nFrom: Support\nSent: Monday\nTo: Ada\n"
                b"Subject: Printer\n\nIs it out?\n")


@message()
def signature():
    return mail(body=b"Please help.\n\n-- \nAda Lovelace\nExample Ltd\n")


@message()
def only_quotes():
    return mail(body=b"> all of it\n> is quoted\n")


@message()
def forward():
    return mail(subject="Fw: Broken", body=b"See below.\n\n---------- Forwarded message ----------\nFrom: Eve <eve@example.net>\nSubject: Broken\n\nIt broke.\n")


@message("followers recipients", "a stranger's message to a guessed number must not subscribe anybody")
def stranger_adds_followers():
    return mail(sender="mallory@example.org", to="support@example.com, mallory2@example.org", subject="[support-5] Hi", body=b"Hi\n")


# ------------------------------------------------------------------ automatic messages
@message()
def auto_submitted():
    return mail(subject="Out of office", Auto_Submitted="auto-replied")


@message()
def auto_submitted_no():
    return mail(subject="By hand", Auto_Submitted="no")


@message()
def auto_reply_to_closed():
    return mail(subject="Automatic reply: [support-33]", Auto_Submitted="auto-replied", body=b"I am away.\n")


@message()
def mailing_list():
    return mail(subject="Digest", List_Id="<list.example.org>")


@message()
def suppressed():
    return mail(subject="Notice", X_Auto_Response_Suppress="All")


@message("sent recipients", "automatic by its precedence: an answer could start a loop")
def precedence_bulk():
    return mail(subject="Newsletter", Precedence="bulk")


@message("sent recipients files", "a bounce has no sender: nobody gets an answer; the report is stored as text, not as part-1None")
def bounce():
    return mail(sender="Mail Delivery System <MAILER-DAEMON@example.net>", subject="Undelivered", Return_Path="<>",
                **multipart("report; report-type=delivery-status", (TEXT, "Could not deliver."),
                            ("Content-Type: message/delivery-status", "Reporting-MTA: dns; example.net\n\nAction: failed\n")))


# ------------------------------------------------------------------ priorities, recipients, ignored senders
@message()
def urgent():
    return mail(subject="Fire", Importance="high")


@message("priority", "the header is not case-sensitive")
def urgent_as_outlook_writes_it():
    return mail(subject="Fire again", Importance="High")


@message("priority", "the header means the same as Importance")
def x_priority():
    return mail(subject="Fire for the third time", X_Priority="1 (Highest)")


@message()
def carbon_copies():
    return mail(to="support@example.com, Dan <dan@example.net>", Cc="staff@example.com, erin@example.net, <x@y>")


@message("followers recipients sent", "two queues would answer each other")
def carbon_copy_to_another_queue():
    return mail(Cc="billing@example.com, frank@example.net")


@message("followers recipients sent", "one row and one email per follower")
def carbon_copy_twice():
    return mail(Cc="Grace@example.net, grace@example.net")


@message("followers", "in django-helpdesk, a user without an address follows the ticket")
def undisclosed_recipients():
    return mail(to="undisclosed-recipients:;")


@message()
def ignored():
    return mail(sender="spam@ignored.example")


@message()
def ignored_and_kept():
    return mail(sender="keep@kept.example")


# ------------------------------------------------------------------ MIME
@message()
def alternative():
    return mail(**multipart("alternative", (TEXT, "Plain text"), (HTML, "<html><body><p>HTML <b>text</b></p></body></html>")))


@message()
def html_only():
    return mail(body=b"<p>Hello <b>world</b></p><script>alert(1)</script>\n", Content_Type="text/html; charset=utf-8")


@message()
def html_document():
    return mail(body="<html><head><style>p {}</style></head><body>\n<p>Ümläut</p>\n<p>Two</p>\n</body></html>\n",
                Content_Type="text/html; charset=utf-8", Content_Transfer_Encoding="8bit")


@message()
def attachments():
    return mail(**multipart("mixed", (TEXT, "See attached"), (
        'Content-Type: application/pdf; name="a b.pdf"\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename="a b.pdf"',
        b64(b"%PDF-1.4 test")), ('Content-Type: text/plain; charset=utf-8\nContent-Disposition: attachment; filename="notes.txt"', "Notes")))


@message()
def inline_image():
    related = nested("related", (HTML, '<p>Look: <img src="cid:x"></p>'), (
        "Content-Type: image/png\nContent-ID: <x>\nContent-Transfer-Encoding: base64\nContent-Disposition: inline; filename=\"x.png\"", b64(PNG)))
    return mail(**multipart("mixed", related, (
        'Content-Type: image/jpeg; name="photo.jpg"\nContent-Transfer-Encoding: base64', b64(b"\xff\xd8\xff"))))


@message()
def related_in_alternative():
    related = nested("related", (HTML, "<p>Hi</p>"), ('Content-Type: image/png; name="y.png"\nContent-Transfer-Encoding: base64', b64(PNG)))
    return mail(**multipart("alternative", (TEXT, "Hi"), related))


@message()
def two_texts():
    return mail(**multipart("mixed", (TEXT, "First"), (TEXT, "Second")))


@message()
def encoded_file_name():
    return mail(**multipart("mixed", (TEXT, "Files"), (
        "Content-Type: application/pdf\nContent-Disposition: attachment; filename*=utf-8''r%C3%A4ksm%C3%B6rg%C3%A5s.pdf\nContent-Transfer-Encoding: base64",
        b64(b"%PDF")), ('Content-Type: application/pdf; name="=?utf-8?B?5pel5pys6KqeLnBkZg==?="\nContent-Transfer-Encoding: base64', b64(b"%PDF2"))))


@message()
def file_name_with_a_path():
    return mail(**multipart("mixed", (TEXT, "File"), (
        'Content-Type: text/plain\nContent-Disposition: attachment; filename="../../etc/passwd.txt"', "root")))


@message()
def forbidden_extension():
    return mail(**multipart("mixed", (TEXT, "Program"), (
        'Content-Type: application/octet-stream\nContent-Disposition: attachment; filename="run.exe"\nContent-Transfer-Encoding: base64', b64(b"MZ"))))


@message()
def calendar_invitation():
    return mail(**multipart("alternative", (TEXT, "Meeting"), (
        "Content-Type: text/calendar; charset=utf-8; method=REQUEST", "BEGIN:VCALENDAR\nEND:VCALENDAR")))


@message("files", "Python asks the system for the type of .asc")
def signed():
    return mail(**multipart('signed; micalg=pgp-sha256; protocol="application/pgp-signature"', (TEXT, "Signed text"), (
        'Content-Type: application/pgp-signature; name="signature.asc"', "-----BEGIN PGP SIGNATURE-----\n-----END PGP SIGNATURE-----")))


@message("files", "the file is the forwarded message itself, so that mail programs open it")
def forwarded_as_attachment():
    inner = mail(subject="Inner", sender="inner@example.net", body=b"Inner text\n")
    return mail(subject="Outer", **multipart("mixed", (TEXT, "Outer text"), ("Content-Type: message/rfc822", inner)))


@message("files", "a type without an extension gets none instead of the text None")
def winmail():
    return mail(**multipart("mixed", (TEXT, "From Outlook"), (
        "Content-Type: application/ms-tnef\nContent-Transfer-Encoding: base64", b64(b"\x78\x9f\x3e\x22"))))


@message("files", "django-helpdesk loses a message that is only a file")
def only_a_file():
    return mail(subject="Scan", body=b64(b"%PDF scan"), Content_Type='application/pdf; name="scan.pdf"', Content_Transfer_Encoding="base64")


@message("description comment", "django-helpdesk loses the text if the boundary is missing")
def multipart_without_boundary():
    return mail(body=b"Hello\n", MIME_Version="1.0", Content_Type="multipart/mixed")


@message()
def truncated_multipart():
    return mail(**multipart("mixed", (TEXT, "Cut off")))[:-12]


@message()
def flowed():
    return mail(body=b"A long line that \nis flowed.\n", Content_Type="text/plain; charset=utf-8; format=flowed")


@message()
def deep_multiparts():
    part = (TEXT, "Deep inside")
    for level in range(5):
        head, body = nested("mixed", part)
        part = (head.replace("b1mix", f"level{level}"), body.replace(b"b1mix", f"level{level}".encode()))
    return mail(**multipart("mixed", part))


@message()
def large_file():
    return mail(**multipart("mixed", (TEXT, "Large"), (
        'Content-Type: image/png; name="large.png"\nContent-Transfer-Encoding: base64', b64(bytes(range(256)) * 8000))))


@message("all", "django-helpdesk fails, and with it the whole mailbox")
def garbage_headers():
    return b"\x00\x01\x02: \xff\xfe\n\n\x00\xff"
