"""Copies the rows of ../fixture into the tables that a release's `migrate` created, in the columns that both have.
Content types and permissions are those of the release; permissions of queues are added. Permissions are matched by
name. build_fixture.sh runs this; never run it on real data."""
import os
import sqlite3
import sys
from pathlib import Path

OWN = {"django_migrations", "django_content_type", "auth_permission"}
target, source = sys.argv[1], str(Path(__file__).resolve().parent.parent / "fixture" / "helpdesk.sqlite3")
c = sqlite3.connect(target)
c.isolation_level = None
c.execute("pragma foreign_keys = off")
c.execute("attach ? as newest", (source,))
c.execute("begin")
tables = [n for (n,) in c.execute("select name from sqlite_master where type = 'table' and name not like 'sqlite_%'")]
theirs = [n for (n,) in c.execute("select name from newest.sqlite_master where type = 'table' and name not like 'sqlite_%'")]
print("tables of the newest release only:", sorted(set(theirs) - set(tables)))
print("tables of this release only:", sorted(set(tables) - set(theirs)))

names = "select p.id, t.app_label, t.model, p.codename, p.name from {0}.auth_permission p join {0}.django_content_type t on t.id = p.content_type_id"
mine = {r[1:4]: r[0] for r in c.execute(names.format("main"))}
types = {r[1:]: r[0] for r in c.execute("select id, app_label, model from main.django_content_type")}
permission = {}
for i, app, model, code, text in c.execute(names.format("newest") + " order by p.id").fetchall():
    if (app, model, code) not in mine and (app, model) in types:
        cur = c.execute("insert into main.auth_permission (content_type_id, codename, name) values (?, ?, ?)",
                        (types[app, model], code, text))
        mine[app, model, code] = cur.lastrowid
        print("permission added:", app, code)
    permission[i] = mine.get((app, model, code))

for table in sorted(set(tables) & set(theirs) - OWN):
    info = {r[1]: r for r in c.execute(f'pragma main.table_info("{table}")')}
    there = [r[1] for r in c.execute(f'pragma newest.table_info("{table}")')]
    cols = [x for x in there if x in info]
    lost, more = [x for x in there if x not in info], [x for x in info if x not in there]
    if lost or more:
        print(f"{table}: missing {lost}, additional {more}")
    fill = {x: "" for x in more if info[x][3] and info[x][4] is None}
    c.execute(f'delete from main."{table}"')
    quoted = ", ".join(f'"{x}"' for x in cols)
    rows = c.execute(f'select {quoted} from newest."{table}"').fetchall()
    if "permission_id" in cols:
        at = cols.index("permission_id")
        rows = [r[:at] + (permission[r[at]],) + r[at + 1:] for r in rows if permission[r[at]]]
    quoted = ", ".join(f'"{x}"' for x in cols + list(fill))
    c.executemany(f'insert into main."{table}" ({quoted}) values ({", ".join("?" * (len(cols) + len(fill)))})',
                  [r + tuple(fill.values()) for r in rows])
own = ", ".join(repr(t) for t in sorted(OWN))
c.execute(f"delete from main.sqlite_sequence where name not in ({own})")
c.execute(f"insert into main.sqlite_sequence (name, seq) select name, seq from newest.sqlite_sequence where name not in ({own}) and name in (select name from main.sqlite_master)")
c.execute("update main.django_migrations set applied = '2024-01-01 00:00:00'")
c.execute("commit")
c.execute("vacuum")
bad = c.execute("pragma main.foreign_key_check").fetchall()
print("broken foreign keys:", bad)
