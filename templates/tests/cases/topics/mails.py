"""What mail templates of a help desk are made of, each written as mails write it, in text and HTML."""
from . import case

TICKET = {"dict": [
    ["title", "Printer <3> & \"paper\" isn't there"], ["created", {"utc": "2026-11-24T09:28:00"}], ["modified", {"utc": "2026-11-24T12:00:00"}], ["submitter_email", "sam@example.com"], ["status", 1], ["get_status_display", "Open"], ["on_hold", False],
    ["description", "First line\nsecond <b>line</b>\r\n\r\nhttp://example.com/?a=1&b=2"], ["resolution", None], ["priority", 3], ["get_priority_display", "3. Normal"], ["last_escalation", None], ["ticket", "[it-7]"], ["ticket_for_url", "it-7"], ["merged_to", None], ["get_status", "Open"],
    ["ticket_url", "http://example.com/view/?ticket=it-7&email=sam@example.com&key=k"], ["staff_url", "http://example.com/tickets/7/"], ["get_assigned_to", "Unassigned"], ["assigned_to", "Dana <d>"],
]}
QUEUE = {"dict": [["title", "IT & more"], ["slug", "it"], ["email_address", "it@example.com"], ["from_address", "IT <it@example.com>"], ["locale", "de"]]}
EMPTY = {"dict": [["title", ""], ["submitter_email", None], ["assigned_to", ""], ["description", ""], ["created", None], ["resolution", "Done.\nReally."]]}
PARTS = [
    "{{ ticket.ticket }} {{ ticket.title }}", "{{ticket.ticket}}{{ ticket.title|safe }}", "{{ queue.title }}", "{{ ticket.created|date:\"DATETIME_FORMAT\" }}", "{{ ticket.created|date:'SHORT_DATETIME_FORMAT' }}", "{{ ticket.created }} {{ ticket.modified|date }} {{ ticket.modified|time }}", "{{ ticket.submitter_email|default:\"Somebody\" }}", "{{ ticket.submitter_email|default:\"Jemand Ungenanntes\" }}",
    "{{ ticket.get_priority_display }}/{{ ticket.get_status }}/{{ ticket.get_assigned_to }}", "{{ ticket.staff_url }}", "{{ ticket.ticket_url|safe }}", "{{ ticket.ticket_url }}", "{{ ticket.description }}", "{{ ticket.description|linebreaksbr }}", "{{ ticket.description|linebreaks }}", "{{ ticket.description|urlize|linebreaksbr }}", "{{ ticket.description|striptags|truncatewords:3 }}", "{{ ticket.resolution }}", "{{ ticket.resolution|default_if_none:\"-\" }}", "{{ ticket.resolution|default:ticket.description|linebreaksbr }}",
    "{{ comment }}", "{{ comment|safe }}", "{{ comment|linebreaksbr }}", "{{ resolution }}", "{% if ticket.assigned_to %}for {{ ticket.assigned_to }}{% else %}for nobody{% endif %}", "{% if private %}(private){% endif %}", "{% if private%}(private){% endif%}", "{% if not private and comment %}{{ comment }}{% endif %}", "{% if queue.email_address %}\n{{ queue.email_address }}{% endif %}", "{% if queue.email_address %}<br><a href='mailto:{{ queue.email_address }}'>{{ queue.email_address }}</a>{% endif %}",
    "{% if ticket.priority < 3 %}urgent{% elif ticket.priority == 3 %}normal{% else %}low{% endif %}", "{% for k, v in queue.items %}{{ k }}: {{ v }}\n{% endfor %}", "{% with t=ticket %}{{ t.title|upper|truncatechars:12 }}{% endwith %}", "{% comment %}not sent{% endcomment %}{# nor this #}", "{% autoescape off %}{{ ticket.title }}{% endautoescape %}", "{{ ticket.created|timesince }} ago, {{ ticket.on_hold|yesno:\"waiting,running\" }}", "{% load i18n %}{% trans \"noon\" %}{% blocktrans with t=ticket.title %}About {{ t }}{% endblocktrans %}", "{{ ticket.title|urlencode }}",
    "{% verbatim %}{% {{ not.this }} %}{% endverbatim %}{{ ticket.title }}", "{{ ticket.status|add:1 }}{{ ticket.title|length }}{{ ticket.title|slugify }}", "{{ ticket.secret_key }}{{ ticket.queue.password }}", "{{ ticket }}", "{% include 'helpdesk/de/footer.txt' %}",
]
FRAME = "{% extends 'helpdesk/de/base.html' %}{% block title %}{{ ticket.ticket }}{% endblock %}{% block content %}"
TEMPLATES = {
    "helpdesk/de/base.html": "<h1 style='color: red'>{% block header %}Desk{% endblock %}</h1>\n\n{% block content %}{% endblock %}\n\n<p><b>{{ queue.title }}</b>{% if queue.email_address %}<br><a href='mailto:{{ queue.email_address }}'>{{ queue.email_address }}</a>{% endif %}</p>\n",
    "helpdesk/de/footer.txt": "Bis bald,\n\n{{ queue.title }}{% if queue.email_address %}\n{{ queue.email_address }}{% endif %}\n",
}


def cases():
    full = {"ticket": TICKET, "queue": QUEUE, "comment": "<i>Well</i>\r\nthen", "resolution": "Fixed & done", "private": False}
    bare = {"ticket": EMPTY, "queue": {"dict": [["title", "Q"], ["email_address", None]]}, "comment": {"safe": "a<br>b"}, "private": True}
    made = []
    for part in PARTS:
        templates = {"templates": TEMPLATES} if "include" in part else {}
        for language in ("en-us", "de"):
            made.append(case(part, full, options={"language": language, "time_zone": "Europe/Berlin"}, **templates))
        made.append(case(part, bare, **templates))
        made.append(case(part, full, options={"autoescape": False}, **templates))
        if "include" not in part:
            made.append(case(FRAME + "<p>" + part + "</p>{% endblock %}", full, templates=TEMPLATES))
    return made
