"""Several workers and services on one database: each message and each escalation once, also if one is killed."""
import signal
import time

import servers
from databases import Unavailable, database

TRUE = {"sqlite": "1", "pg": "true", "mariadb": "1"}
DAYS_AGO = {"sqlite": "datetime('now', '-3 days')", "pg": "now() - interval '3 days'", "mariadb": "now() - interval 3 day"}
KINDS = {"sqlite": "SQLite", "pg": "PostgreSQL", "mariadb": "MariaDB"}


def run(report, folder, deskql):
    for kind, name in KINDS.items():
        try:
            opened = database(kind, folder, "workers")
        except Unavailable as error:
            report.skip(name, error)
            continue
        try:
            report.check(f"{name}: four workers read each message once, and escalate each ticket once", share, folder, deskql, opened, kind)
        finally:
            opened.drop()


def share(folder, deskql, opened, kind):
    url, boxes = opened.deskql, []
    media = folder / f"media-workers-{kind}"
    deskql.run("migrate", "--create", database=url, media=media)
    for number in range(4):
        deskql.run("queue", "create", f"Queue {number}", "--slug", f"q{number}", "--email", f"q{number}@example.com", database=url, media=media)
        boxes.append(folder / f"box-{kind}-{number}")
        boxes[-1].mkdir()
        opened.ask(f"UPDATE helpdesk_queue SET email_box_type = 'local', email_box_local_dir = '{boxes[-1]}', "
                       f"allow_email_submission = {TRUE[kind]}, email_box_interval = 0, escalate_days = 1 WHERE slug = 'q{number}'")
    for number, path in enumerate(boxes):
        for message in range(15):
            (path / f"{message:03}").write_bytes(servers.message(f"{number}-{message}", mid=message % 2 == 0))
    settings = {"jobs__mailboxes": "true", "jobs__lease_seconds": "2", "outbox__poll_milliseconds": "2000"}
    processes = []
    try:
        for number in range(4):
            command = ("serve", "--listen", f"127.0.0.1:{servers.free_port()}") if number % 2 else ("worker",)
            processes.append(deskql.start(*command, database=url, media=media, log=folder / f"worker-{kind}-{number}.log", **settings))
        # One dies while it works.
        time.sleep(1.5)
        processes[0].send_signal(signal.SIGKILL)
        wait(lambda: not any(list(path.iterdir()) for path in boxes), "the mailboxes are not empty")
        # Later messages find the other workers.
        for path in boxes:
            (path / "late").write_bytes(servers.message(f"late-{path.name}"))
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(30)
    for _ in range(2):
        time.sleep(2.2)
        deskql.run("mail", "fetch", database=url, media=media)
    titles = opened.ask("SELECT title FROM helpdesk_ticket")
    assert len(titles) == len(set(titles)) == 64, (len(titles), len(set(titles)))

    opened.ask(f"UPDATE helpdesk_ticket SET created = {DAYS_AGO[kind]}, priority = 3")
    settings = {"jobs__escalation_minutes": "60", "jobs__lease_seconds": "2"}
    processes = []
    try:
        for number in range(3):
            processes.append(deskql.start("worker", database=url, media=media, log=folder / f"worker-{kind}-{number}.log", **settings))
        time.sleep(1)
        processes[0].send_signal(signal.SIGKILL)
        wait(lambda: opened.ask("SELECT count(*) FROM helpdesk_ticket WHERE priority = 3") == ["0"], "not all tickets are escalated")
        time.sleep(3)
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(30)
    assert opened.ask("SELECT DISTINCT priority FROM helpdesk_ticket") == ["2"]
    assert opened.ask("SELECT count(*) FROM helpdesk_followup WHERE title = 'Ticket Escalated'") == ["64"]


def wait(condition, what, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.2)
