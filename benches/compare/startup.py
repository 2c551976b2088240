"""The start of deskql: the time until it answers, and its memory when idle and under 64 connections."""
import http.client
import time
import urllib.parse

import load
import processes
from desk import FIRST
from peers import Deskql
from processes import Failure
from service import memory
from works import AGENT, WORKS

CONNECTIONS = 64
LOADS = ("gql-page", "rest-page")
# Name, title, unit, and goal: at most so much.
FIGURES = (("first", "first answer after the start", "ms", 150), ("idle", "memory, idle", "MiB", 30),
           ("loaded", f"largest memory, {CONNECTIONS} connections", "MiB", 80))


def first_answer(service):
    """Starts a service; returns the milliseconds until a signed-in request for a ticket was answered."""
    address = urllib.parse.urlsplit(service.base)
    began = time.monotonic()
    service.process = service.start()
    while time.monotonic() < began + 60:
        if service.process.poll() is not None:
            break
        connection = http.client.HTTPConnection(address.hostname, address.port, timeout=10)
        try:
            connection.request("GET", f"/api/tickets/{FIRST}/", headers={"Authorization": AGENT, "Accept": "application/json"})
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise Failure(f"deskql's first answer has the status {answer.status}")
            return (time.monotonic() - began) * 1000
        except (OSError, http.client.HTTPException):
            time.sleep(0.001)
        finally:
            connection.close()
    raise Failure(f"deskql does not answer after its start:\n{service.log.read_text()[-2000:]}")


def measure(run, number):
    """The figures of one round."""
    side = Deskql("deskql", run)
    side.prepare()
    try:
        first = first_answer(side.service)
        side.base, side.pid = side.service.base, side.service.process.pid
        time.sleep(2)
        idle = memory(side.pid)
        for work in WORKS:
            if work.name in LOADS:
                load.check(side, work, run.desk)
                load.wrk(side, work, run.desk, CONNECTIONS, run.options.seconds, run.folder, seed=1000 * (number + 1))
        return {"first": first, "idle": idle, "loaded": processes.peak(side.pid)}
    finally:
        side.stop()
