"""One measurement: load on one side, with checked answers before and after."""
import json
import random
import re
import subprocess
import time
import urllib.error
import urllib.request

import processes
from desk import Wrong
from processes import Failure
from works import ID, PRIORITY, FLOOR

DONE = r"""
function done(summary, latency)
  local e = summary.errors
  io.write("requests ", summary.requests, "\nmicroseconds ", summary.duration, "\nbytes ", summary.bytes,
    "\nstatus ", e.status, "\nsocket ", e.connect + e.read + e.write + e.timeout,
    "\np50 ", latency:percentile(50), "\np99 ", latency:percentile(99), "\n")
end
"""


class TooSlow(Failure):
    """No answer within the time of the load."""


def send(side, work, desk, ticket):
    """The answer's text, for one request."""
    path, body = work.for_side(side.name, desk)
    path = path.replace(ID.decode(), str(ticket))
    body = body.replace(ID, b"%d" % ticket).replace(PRIORITY, b"%d" % random.randint(1, 5))
    request = urllib.request.Request(side.base + path, data=body or None, headers=work.headers, method=work.method)
    try:
        with urllib.request.urlopen(request, timeout=120) as answer:
            status, text = answer.status, answer.read()
    except urllib.error.HTTPError as error:
        status, text = error.code, error.read()
    except OSError as error:
        raise Failure(f"{side.name} does not answer {work.name}: {error}") from error
    if status != work.status:
        raise Wrong(f"status {status} instead of {work.status}: {text[:300]!r}")
    return text


def check(side, work, desk):
    """Sends one request, checks its answer, and returns the answer's size."""
    ticket = random.randint(desk.first, desk.last)
    try:
        text = side.ask(work, desk, ticket) if side.name in FLOOR else send(side, work, desk, ticket)
        work.check_answer(side.name, desk, text, ticket)
    except (Wrong, KeyError, TypeError, ValueError, IndexError) as error:
        raise Failure(f"{side.name} answers {work.name} wrongly ({type(error).__name__}): {error}") from error
    return len(text)


def lua_string(value):
    return '"' + "".join(chr(b) if 32 <= b < 127 and b not in b'"\\' else f"\\{b:03d}" for b in value) + '"'


def lua_text(value, desk):
    """An expression for a text that has another number in each request."""
    random_number = {ID: f"math.random({desk.first}, {desk.last})", PRIORITY: "math.random(1, 5)"}
    parts = re.split(b"(%s|%s)" % (ID, PRIORITY), value)
    return " .. ".join(random_number.get(part) or lua_string(part) for part in parts)


def wrk(side, work, desk, connections, seconds, folder, seed):
    """(requests, seconds, p50 and p99 in ms, mean size of an answer in bytes with its head)."""
    path, body = work.for_side(side.name, desk)
    headers = "".join(f"wrk.headers[{json.dumps(name)}] = {json.dumps(value)}\n" for name, value in work.headers.items())
    script = folder / "load.lua"
    script.write_text(f'{headers}wrk.method = "{work.method}"\nfunction init() math.randomseed({seed}) end\nfunction request()\n'
                      f"  return wrk.format(nil, {lua_text(path.encode(), desk)}, nil, {lua_text(body, desk) if body else 'nil'})\n"
                      f"end\n{DONE}")
    if ID not in path.encode() + body and PRIORITY not in body:  # wrk then builds the request once
        script.write_text(f'{headers}wrk.method = "{work.method}"\nwrk.path = {lua_string(path.encode())}\n'
                          f"wrk.body = {lua_string(body) if body else 'nil'}\n{DONE}")
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "60s", "-s", str(script), side.base + path]
    done = subprocess.run(command, capture_output=True, text=True)
    numbers = {name: float(value) for name, value in re.findall(r"^(\w+) ([\d.e+-]+)$", done.stdout, re.M)}
    if done.returncode or "p99" not in numbers:
        raise Failure(f"wrk failed: {done.stderr.strip() or done.stdout.strip()}")
    if not any(numbers[name] for name in ("status", "socket", "requests")):
        raise TooSlow(f"{side.name} does not answer {work.name} within {seconds} s")
    if numbers["status"] or numbers["socket"] or not numbers["requests"]:
        raise Failure(f"{side.name}, {work.name}: {numbers['status']:.0f} answers with an error status,"
                      f" {numbers['socket']:.0f} broken connections, {numbers['requests']:.0f} answers")
    return (int(numbers["requests"]), numbers["microseconds"] / 1e6, numbers["p50"] / 1000, numbers["p99"] / 1000,
            numbers["bytes"] / numbers["requests"])


def measure(run, side, work, connections, seed):
    """The figures of one round, as a dict: requests/s, CPU in ms per request, latencies in ms, memory in MiB."""
    desk, seconds, is_floor = run.desk, run.options.seconds, side.name in FLOOR

    def drive(seconds, seed):
        if is_floor:
            return side.drive(work, desk, connections, seconds, seed), None
        try:
            *figures, size = wrk(side, work, desk, connections, seconds, run.folder, seed)
        except TooSlow:  # such as Django with 10^6 rounds for each of many passwords
            *figures, size = wrk(side, work, desk, connections, 10 * seconds, run.folder, seed)
        return (*figures, 0), size

    size = check(side, work, desk)
    if seconds >= 3:
        drive(1, seed + 1)
    rows = run.databases.rows(side.dsn, work.grows) if work.grows else 0
    time.sleep(0.1)  # the last requests of the load before end
    if side.pid:
        processes.reset_peak(side.pid)
    before = (processes.cpu(side.pid) if side.pid else 0, run.databases.cpu())
    (requests, elapsed, p50, p99, embedded), mean = drive(seconds, seed)
    service, database = (after - earlier for after, earlier in zip(
        (processes.cpu(side.pid) if side.pid else 0, run.databases.cpu()), before))
    memory = processes.peak(side.pid) if side.pid else None
    if mean is not None and mean < size / 2:
        raise Failure(f"{side.name}, {work.name}: answers under load have {mean:.0f} bytes, and {size} when checked")
    if work.grows and (grown := run.databases.rows(side.dsn, work.grows) - rows) < requests:
        raise Failure(f"{side.name}, {work.name}: {requests} answers, but {work.grows} has {grown} more rows")
    check(side, work, desk)
    if work.name == "post-file" and side.pid:
        side.forget_files()
    return {"rate": requests / elapsed, "service": service / requests * 1000, "database": (database + embedded) / requests * 1000,
            "p50": p50, "p99": p99, "memory": memory}
