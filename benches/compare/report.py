"""The results of a run as a table for the terminal, as Markdown, and as JSON."""
import json
import os
import platform
import re
import statistics
import subprocess
import time
from pathlib import Path

import startup
from peers import TITLES
from processes import Failure
from side import ROOT
from works import WORKS

BY_NAME = {work.name: work for work in WORKS}


def markers(kind):
    """The lines of a page between which the section of a kind of database is."""
    return tuple(f"<!-- benches/compare/run --database {kind} writes {where} here -->" for where in ("from", "to"))


def machine():
    """Facts on which the numbers depend, besides the versions."""
    cpu = re.search(r"model name\s*:\s*(.*)", Path("/proc/cpuinfo").read_text())
    memory = int(re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text()).group(1))
    return {"date": time.strftime("%Y-%m-%d"), "processor": cpu.group(1) if cpu else platform.machine(),
            "processors": len(os.sched_getaffinity(0)), "memory_gib": round(memory / 2**20), "kernel": platform.release(),
            "load_at_start": round(os.getloadavg()[0], 2)}


def commit():
    """The commit of the work tree, and whether it has changes."""
    done = subprocess.run(["git", "-C", str(ROOT), "describe", "--always", "--dirty", "--abbrev=8", "--exclude=*"],
                          capture_output=True, text=True)
    return done.stdout.strip() or "unknown"


class Results:
    """`cells[tickets, work, connections, side]` is a list with the figures of each round; `starts[tickets]` likewise.

    `embedded`: whether the database has no process, so that the services' CPU time includes its work.
    """

    def __init__(self, options, facts, embedded):
        self.options, self.facts, self.embedded, self.cells, self.starts, self.skipped = options, facts, embedded, {}, {}, {}

    def is_empty(self):
        return not self.cells and not self.starts

    def add(self, tickets, work, connections, side, figures):
        self.cells.setdefault((tickets, work, connections, side), []).append(figures)

    def median(self, key, figure):
        values = [figures[figure] for figures in self.cells.get(key, ()) if figures[figure] is not None]
        return statistics.median(values) if values else None

    def goals(self, tickets, work, connections):
        """Triples of a goal's text, what was measured, and whether it is met.

        Goals beside the floor are those of PostgreSQL. SQLite's floor has no network, and MariaDB's leaves the JSON to the reader.
        """
        by_server = self.options.database == "pg"
        own = (tickets, work.name, connections, "deskql")
        rate = self.median(own, "rate")
        for side, factor in work.goals if rate else ():
            other = self.median((tickets, work.name, connections, side), "rate")
            if other and (by_server or not side.startswith("floor")):
                yield f"≥ {factor} × {TITLES[side].split(',')[0]}", f"{rate / other:.2f} ×", rate >= factor * other
        if work.most_cpu and rate and by_server:
            used = self.median(own, "service")
            yield f"service ≤ {work.most_cpu} ms", f"{used:.2f} ms", used <= work.most_cpu

    def keys(self):
        """Tickets, connections, work, and the sides that were measured, in the order of the table."""
        for tickets in self.options.tickets:
            for connections in self.options.connections:
                for work in WORKS:
                    sides = [side for side in TITLES if (tickets, work.name, connections, side) in self.cells]
                    if sides:
                        yield tickets, connections, work, sides

    def row(self, key):
        """Texts: requests/s, lowest and highest, CPU of service and database, p50, p99, memory."""
        rates = [figures["rate"] for figures in self.cells[key]]
        rate, service, database, p50, p99 = (self.median(key, name) for name in ("rate", "service", "database", "p50", "p99"))
        floor = key[3].startswith("floor")
        executes = floor or not self.embedded  # whether the database's time is known
        memory = "–" if floor else f"{max(figures['memory'] for figures in self.cells[key]):.0f}"
        return (number(rate), f"{number(min(rates))}–{number(max(rates))}", "–" if floor else milliseconds(service),
                milliseconds(database) if executes else "–", milliseconds(p50), milliseconds(p99), memory)

    def table(self):
        """Lines for a terminal."""
        head = ("requests/s", "lowest–highest", "service ms", "database ms", "p50 ms", "p99 ms", "MiB")
        for tickets in self.options.tickets:
            for connections in self.options.connections:
                rows = [(work, sides) for t, c, work, sides in self.keys() if (t, c) == (tickets, connections)]
                if not rows:
                    continue
                yield f"\n{tickets:,} tickets, {connections} connections; CPU time per request"
                yield f"{'':14}{'':19}{head[0]:>11}{head[1]:>16}{head[2]:>11}{head[3]:>12}{head[4]:>9}{head[5]:>9}{head[6]:>6}"
                for work, sides in rows:
                    for side in sides:
                        cell = self.row((tickets, work.name, connections, side))
                        goals = "; ".join(f"{goal}: {'met' if met else 'MISSED'} ({found})" for goal, found, met
                                          in self.goals(tickets, work, connections)) if side == "deskql" else ""
                        yield (f"{work.name if side == sides[0] else '':14}{side:19}{cell[0]:>11}{cell[1]:>16}{cell[2]:>11}"
                               f"{cell[3]:>12}{cell[4]:>9}{cell[5]:>9}{cell[6]:>6}  {goals}").rstrip()
        for tickets in self.starts:
            yield f"\n{tickets:,} tickets, start of deskql"
            for title, median, spread, goal, met in self.start_rows(tickets):
                yield f"{title:33}{median:>8} ({spread})  {goal}: {'met' if met else 'MISSED'}"
        for side, reason in self.skipped.items():
            yield f"{side} was skipped: {reason}"

    def start_rows(self, tickets):
        """Texts: a figure's name, median, lowest to highest, and goal; and whether it is met."""
        for name, title, unit, goal in startup.FIGURES:
            values = [figures[name] for figures in self.starts[tickets]]
            median = statistics.median(values)
            yield title, f"{median:.0f} {unit}", f"{min(values):.0f}–{max(values):.0f}", f"≤ {goal} {unit}", median <= goal

    def markdown(self):
        """The section of a page."""
        facts = self.facts
        settings = dict(facts["database"])
        database = f"{settings.pop('title')} {settings.pop('version')}".strip()
        yield (f"Measured on {facts['date']} at commit {facts['commit']}: {facts['processors']} processors ({facts['processor']}) that"
               f" load, services and database share, {facts['memory_gib']} GiB, Linux {facts['kernel']}. {database} with "
               + ", ".join(f"{name} = {value}" for name, value in settings.items()) + ". "
               + "; ".join(dict.fromkeys(facts["versions"].values())) + f". Load by {facts['wrk']}. Medians of {self.options.rounds}"
               f" alternating rounds of {self.options.seconds} s.")
        for tickets in self.options.tickets:
            for connections in self.options.connections:
                rows = [(work, sides) for t, c, work, sides in self.keys() if (t, c) == (tickets, connections)]
                if rows:
                    yield f"\n#### {tickets:,} tickets, {connections} connection{'s' if connections > 1 else ''}"
                    yield from self.rates(tickets, connections, rows)
                    yield from self.details(tickets, connections, rows)
        for tickets in self.starts:
            yield f"\n#### {tickets:,} tickets, start of deskql"
            yield "| | median | lowest to highest | goal |\n| --- | --- | --- | --- |"
            for title, median, spread, goal, met in self.start_rows(tickets):
                yield f"| {title} | {median} | {spread} | {goal}: {'met' if met else '**missed**'} |"
        for side, reason in self.skipped.items():
            yield f"\nNot measured: {TITLES[side]} ({reason.splitlines()[0]})."

    def rates(self, tickets, connections, rows):
        measured = [side for side in TITLES if any(side in sides for _, sides in rows)]
        yield f"Requests per second (lowest to highest) · CPU ms per request{'' if self.embedded else ' of service + database'}\n"
        yield "| work | " + " | ".join(TITLES[side] for side in measured) + " | goal |"
        yield "| --- |" + " --- |" * (len(measured) + 1)
        for work, sides in rows:
            cells = []
            for side in measured:
                if side not in sides:
                    cells.append("–")
                    continue
                rate, spread, service, database, *_ = self.row((tickets, work.name, connections, side))
                cpu = " + ".join(text for text in (service, database) if text != "–")
                cells.append(f"{rate} ({spread}) · {cpu}")
            goals = "; ".join(f"{goal}: {'met' if met else '**missed**'}, {found}" for goal, found, met
                              in self.goals(tickets, work, connections)) or "–"
            yield f"| {work.title} | " + " | ".join(cells) + f" | {goals} |"

    def details(self, tickets, connections, rows):
        measured = [side for side in TITLES if any(side in sides for _, sides in rows)]
        yield "\nLatency in ms, p50 / p99 · peak memory of the service in MiB\n"
        yield "| work | " + " | ".join(TITLES[side] for side in measured) + " |"
        yield "| --- |" + " --- |" * len(measured)
        for work, sides in rows:
            cells = []
            for side in measured:
                *_, p50, p99, memory = self.row((tickets, work.name, connections, side)) if side in sides else ("–",) * 3
                cells.append("–" if side not in sides else f"{p50} / {p99}" + ("" if memory == "–" else f" · {memory}"))
            yield f"| {work.title} | " + " | ".join(cells) + " |"

    def write_markdown(self, file):
        """Replaces the section between the markers."""
        begin, end = markers(self.options.database)
        text = file.read_text(encoding="utf-8")
        before, _, rest = text.partition(begin)
        _, found, after = rest.partition(end)
        if not found:
            raise Failure(f"{file} has no section to replace; add these lines where it belongs:\n{begin}\n{end}")
        file.write_text(f"{before}{begin}\n" + "\n".join(self.markdown()) + f"\n{end}{after}", encoding="utf-8")

    def write_json(self, file):
        """Every figure of every round."""
        cells = [{"tickets": tickets, "work": work, "connections": connections, "side": side, "rounds": rounds,
                  "goals": [{"goal": goal, "found": found, "met": met} for goal, found, met
                            in self.goals(tickets, BY_NAME[work], connections)] if side == "deskql" else []}
                 for (tickets, work, connections, side), rounds in self.cells.items()]
        file.write_text(json.dumps(self.facts | {"seconds": self.options.seconds, "skipped": self.skipped, "starts": self.starts,
                                           "results": cells},
                                   indent=1) + "\n", encoding="utf-8")


def number(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"


def milliseconds(value):
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 0.1 else f"{value:.3f}"
