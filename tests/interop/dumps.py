"""Dumps: deskql exports what the real program's dumpdata writes, each program loads the other's, and nothing is lost."""
import json
import re

from databases import database

# Without sessions and the log of the admin, which are not part of deskql's dumps.
APPS = ("auth", "authtoken", "contenttypes", "helpdesk", "sites")
# dumpdata cuts off microseconds, and writes milliseconds that are zero if there are any microseconds.
TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{3})\d*)?Z")


def must(done):
    assert done.returncode == 0, f"{' '.join(map(str, done.args[-3:]))}: code {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout


def value(name, stored):
    if isinstance(stored, str) and (time := TIME.fullmatch(stored)):
        return f"{time[1]}.{time[2] or '000'}Z"
    if isinstance(stored, list) and name not in ("email_recipients", "task_list"):
        return sorted(stored, key=str)
    return stored


def content(text):
    """The objects by model and number."""
    objects = {}
    for found in json.loads(text):
        key = found["model"], found["pk"]
        assert key not in objects, f"{key} is twice in the dump"
        objects[key] = {name: value(name, stored) for name, stored in found["fields"].items()}
    return objects


def same(ours, theirs):
    different = [key for key in sorted(ours.keys() | theirs.keys(), key=str) if ours.get(key) != theirs.get(key)]
    assert not different, "\n".join(f"{key}\n  {ours.get(key)}\n  {theirs.get(key)}" for key in different[:10])
    assert len(ours) > 100, f"only {len(ours)} objects were compared"


def run(report, deskql, django, kind, source):
    """Uses the rows that both programs have written to `source`."""
    def dumpdata(of, *options):
        return must(django.manage(of, "dumpdata", *options, *APPS))

    dump = deskql.folder / "dump.json"
    dump.unlink(missing_ok=True)
    expected = content(dumpdata(source))

    def exported():
        must(deskql.run("export", dump.name, source))
        same(content(dump.read_text(encoding="utf-8")), expected)
    if not report.check("deskql exports what dumpdata writes", exported):
        return

    def loaded():
        target = database(kind, deskql.folder, "loaded")
        try:
            must(django.manage(target, "migrate", "--verbosity", "0"))
            # Its migrations load more templates than deskql's.
            target.ask("DELETE FROM helpdesk_emailtemplate")
            must(django.manage(target, "loaddata", str(dump)))
            same(content(dumpdata(target)), expected)
        finally:
            target.drop()
    report.check("loaddata loads it", loaded)

    def loaded_elsewhere():
        """In a project whose content types and permissions have other numbers."""
        target = database(kind, deskql.folder, "loaded")
        try:
            must(django.manage(target, "migrate", "--verbosity", "0"))
            for table in ("helpdesk_emailtemplate", "auth_permission", "django_content_type"):
                target.ask(f"DELETE FROM {table}")
            must(django.manage(target, "migrate", "--verbosity", "0"))
            dump.write_text(must(deskql.run("export", "-", "--natural-keys", source)), encoding="utf-8")
            must(django.manage(target, "loaddata", str(dump)))
            natural = ("--natural-foreign", "--natural-primary")
            ours, theirs = (json.loads(dumpdata(of, *natural)) for of in (target, source))
            # The order of permissions follows their numbers.
            assert sorted(map(str, ours)) == sorted(map(str, theirs)) and ours != [], "the dumps differ"
        finally:
            target.drop()
    report.check("with natural keys, also if numbers differ", loaded_elsewhere)

    def imported(*options):
        target = database(kind, deskql.folder, "imported")
        try:
            must(deskql.run("migrate", "--create", target))
            must(deskql.run("import", "-", target, stdin=dumpdata(source, *options)))
            same(content(dumpdata(target)), expected)
        finally:
            target.drop()
    report.check("deskql imports what dumpdata writes", imported)
    report.check("also with natural foreign keys", imported, "--natural-foreign")
