#!/usr/bin/env python3
"""Records the rows that Django's admin writes to django_admin_log, and those of the objects, for acts of an administrator
on a copy of the contract's fixture. tests/it/graphql/administration/log.rs repeats the acts by GraphQL and compares.

    generate.py            writes cases.json
    generate.py --check    exit code 1 if it would change; 77 without django-helpdesk

Run it with the venv of tests/contract/oracle/make_venv.sh.
"""
import json
import os
import pathlib
import shutil
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
CONTRACT = HERE.parent / "contract"
FILE = HERE / "cases.json"
folder = pathlib.Path(tempfile.mkdtemp())
shutil.copy(CONTRACT / "fixture" / "helpdesk.sqlite3", folder / "helpdesk.sqlite3")
os.environ["ORACLE_DB"] = f"sqlite:{folder}/helpdesk.sqlite3"
os.environ["ORACLE_MAIL_DIR"] = os.environ["ORACLE_MEDIA"] = str(folder)
os.environ["DJANGO_SETTINGS_MODULE"] = "oracle_site.settings"
sys.dont_write_bytecode = True
sys.path.insert(0, str(CONTRACT / "oracle"))
try:
    import django
    import helpdesk  # noqa: F401
except ImportError as error:
    print(f"django-helpdesk is not installed for this Python: {error}")
    sys.exit(77)
django.setup()
from django.apps import apps  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib import admin  # noqa: E402
from django.contrib.admin.models import LogEntry  # noqa: E402
from django.contrib.auth.models import Permission, User  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402
from django.urls import include, path  # noqa: E402

urlpatterns = [path("admin/", admin.site.urls), path("", include("helpdesk.urls", namespace="helpdesk"))]
settings.ROOT_URLCONF = __name__
setup_test_environment()
client = Client()
client.force_login(User.objects.get(username="admin"))


def text(value):
    return {True: "on", None: ""}.get(value, value) if value is not False else None


def submit(url, changes):
    """Sends a form of the admin with its initial values and these changes. False and None remove a value."""
    shown = client.get(url)
    assert shown.status_code == 200, (url, shown.status_code)
    form = shown.context["adminform"].form if "adminform" in shown.context else shown.context["form"]
    data = {}
    for name, field in form.fields.items():
        value = form.get_initial_for_field(field, name)
        if hasattr(field.widget, "decompress"):
            for at, part in enumerate(field.widget.decompress(value)):
                # As the page shows it: without microseconds.
                data[f"{name}_{at}"] = "" if part is None else str(part).split(".")[0]
                if field.show_hidden_initial:
                    data[f"initial-{name}_{at}"] = data[f"{name}_{at}"]
            continue
        if isinstance(value, (list, tuple)) or hasattr(value, "all"):
            value = [getattr(item, "pk", item) for item in value]
        data[name] = value
    for name, value in changes.items():
        data[name] = value
    for inline in shown.context.get("inline_admin_formsets", []):
        management = inline.formset.management_form
        data.update({management.add_prefix(name): value for name, value in management.initial.items()})
    sent = {name: text(value) if not isinstance(value, list) else value for name, value in data.items()}
    answer = client.post(url, {name: value for name, value in sent.items() if value is not None})
    assert answer.status_code == 302, (url, answer.status_code, answer.context and [
        getattr(answer.context.get(name), "errors", None) for name in ("adminform", "form")])


def page(label, act, pk=None):
    model = apps.get_model(label)
    start = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
    return f"{start}add/" if act == "add" else f"{start}{pk}/{act}/"


def added(label, /, **fields):
    submit(page(label, "add"), fields)


def changed(label, key, /, **fields):
    submit(page(label, "change", find(label, key).pk), fields)


def deleted(label, key):
    answer = client.post(page(label, "delete", find(label, key).pk), {"post": "yes"})
    assert answer.status_code == 302, answer.status_code


def find(label, key):
    name = {"auth.user": "username", "helpdesk.queue": "slug"}.get(label, "name")
    return apps.get_model(label).objects.get(**{name: key})


def permission(name):
    app, codename = name.split(".")
    return Permission.objects.get(content_type__app_label=app, codename=codename).pk


def direct(username):
    return list(find("auth.user", username).user_permissions.values_list("pk", flat=True))


ACTS = [
    ("queue created", lambda: added("helpdesk.queue", title="Returns & Ümläute", slug="returns",
                                    email_address="returns@example.com")),
    ("queue changed", lambda: changed("helpdesk.queue", "returns", title="Returns", escalate_days=3,
                                      allow_public_submission=True, default_owner=2)),
    ("mailbox set", lambda: changed("helpdesk.queue", "returns", email_box_type="imap", email_box_host="mail.example.com",
                                    email_box_ssl=True, email_box_user="returns", email_box_pass="s3cret-mailbox",
                                    socks_proxy_type="socks5", dedicated_time="2:00:00")),
    ("mailbox cleared", lambda: changed("helpdesk.queue", "returns", email_box_type="", email_box_pass="",
                                        socks_proxy_type="")),
    ("access granted to a user", lambda: changed(
        "auth.user", "agent", user_permissions=[*direct("agent"), permission("helpdesk.queue_access_returns")])),
    ("access granted to a group", lambda: changed(
        "auth.group", "Billing people", permissions=[
            *find("auth.group", "Billing people").permissions.values_list("pk", flat=True),
            permission("helpdesk.queue_access_returns")])),
    ("member added", lambda: changed("auth.user", "hr", groups=[find("auth.group", "Billing people").pk])),
    ("group created", lambda: added("auth.group", name="Night shift", permissions=[permission("helpdesk.view_queue")])),
    ("group changed", lambda: changed("auth.group", "Night shift", name="Day shift", permissions=[])),
    ("group deleted", lambda: deleted("auth.group", "Day shift")),
    ("user created", lambda: added("auth.user", username="newcomer", usable_password="true",
                                   password1="correct horse battery", password2="correct horse battery")),
    ("user changed", lambda: changed("auth.user", "newcomer", first_name="New", last_name="Comer",
                                     email="newcomer@example.com", is_staff=True,
                                     user_permissions=[permission("helpdesk.change_queue")])),
    ("user deactivated", lambda: changed("auth.user", "newcomer", is_active=False)),
    ("password set", lambda: submit(f"/admin/auth/user/{find('auth.user', 'newcomer').pk}/password/", {
        "usable_password": "true", "password1": "another horse battery", "password2": "another horse battery"})),
    ("custom field created", lambda: added("helpdesk.customfield", name="floor", label="Floor", data_type="list",
                                           list_values="Ground\nFirst", ordering=140)),
    ("custom field changed", lambda: changed("helpdesk.customfield", "floor", label="Storey", data_type="varchar",
                                             max_length=20, list_values="", required=True)),
    ("custom field deleted", lambda: deleted("helpdesk.customfield", "floor")),
    ("queue deleted", lambda: deleted("helpdesk.queue", "returns")),
]

COLUMNS = {
    "helpdesk.queue": ["title", "slug", "email_address", "allow_public_submission", "escalate_days", "permission_name",
                       "default_owner_id", "email_box_type", "email_box_host", "email_box_port", "email_box_ssl",
                       "email_box_user", "email_box_imap_folder", "email_box_interval", "socks_proxy_type",
                       "socks_proxy_host", "socks_proxy_port"],
    "auth.group": ["name"],
    "auth.user": ["username", "first_name", "last_name", "email", "is_active", "is_staff", "is_superuser"],
    "helpdesk.customfield": ["name", "label", "data_type", "max_length", "list_values", "ordering", "required",
                             "staff_only", "empty_selection_list"],
}


def run():
    cases = []
    for name, act in ACTS:
        last = max(LogEntry.objects.values_list("pk", flat=True), default=0)
        act()
        rows = []
        for entry in LogEntry.objects.filter(pk__gt=last).order_by("pk"):
            label = f"{entry.content_type.app_label}.{entry.content_type.model}"
            found = apps.get_model(label).objects.filter(pk=entry.object_id).values(*COLUMNS[label]).first()
            if found and found.get("list_values"):
                # Browsers end lines with CRLF.
                found["list_values"] = found["list_values"].replace("\r\n", "\n")
            rows.append({"model": label, "text": entry.object_repr, "flag": entry.action_flag,
                         "message": entry.change_message, "object": found})
        assert rows, name
        cases.append({"name": name, "rows": rows})
    return json.dumps(cases, indent=1, ensure_ascii=False) + "\n"


recorded = run()
shutil.rmtree(folder)
if "--check" in sys.argv:
    sys.exit(recorded != FILE.read_text(encoding="utf-8"))
FILE.write_text(recorded, encoding="utf-8")
