"""Checks that deskql's subscribers receive what the real program writes within two seconds, once, as server-sent
events."""
import base64
import json
import threading
import time
import urllib.parse
import urllib.request

LIMIT = 2.0
QUERY = "subscription { ticketEvents { kind origin ticketDatabaseId ticket { title } followUp { comment } } }"


class Listener(threading.Thread):
    """Hears events until the service is gone."""

    def __init__(self, service):
        super().__init__(daemon=True)
        url = service.base + "/graphql/stream?query=" + urllib.parse.quote(QUERY)
        headers = {"Accept": "text/event-stream",
                   "Authorization": "Basic " + base64.b64encode(b"admin:admin").decode()}
        self.answer = urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=60)
        self.heard = []
        self.start()

    def run(self):
        try:
            for line in self.answer:
                if line.startswith(b"data: "):
                    self.heard.append((time.monotonic(), json.loads(line[6:])["data"]["ticketEvents"]))
        except (OSError, ValueError):
            pass

    def wait(self, kind, ticket, since, matches=lambda event: True):
        """The seconds until an event came that matches, and what it was."""
        while time.monotonic() < since + 10:
            for at, event in self.heard:
                if at >= since and (event["kind"], event["ticketDatabaseId"]) == (kind, ticket) and matches(event):
                    return at - since, event
            time.sleep(0.02)
        raise AssertionError(f"no {kind} of {ticket} came: {self.heard}")


def run(report, theirs, ours, queue, together):
    """Has the real program write, and listens."""
    listener = Listener(ours)
    time.sleep(1)

    def send(method, path, body):
        answer = together.ask(theirs, method, path, json.dumps(body).encode(), "application/json")
        assert answer.status in (200, 201), f"{method} {path}: {answer.status}\n{answer.body[:1000]}"
        return answer.json()

    def told():
        # Asked before anything is written: an answer of the real program may take longer than its write.
        begun = time.monotonic()
        number = together.post_json(theirs, queue, "Live von drüben")
        written = time.monotonic()
        waits = []
        took, event = listener.wait("CREATED", number, begun)
        assert event["ticket"]["title"] == "Live von drüben" and event["origin"] == "ELSEWHERE", event
        waits.append(begun + took - written)

        begun = time.monotonic()
        send("PATCH", f"/api/tickets/{number}/", {"title": "Geändert"})
        written = time.monotonic()
        # The write before may cause such an event too, a little later.
        took, _ = listener.wait("UPDATED", number, begun, lambda event: event["ticket"]["title"] == "Geändert")
        waits.append(begun + took - written)

        begun = time.monotonic()
        send("POST", "/api/followups/", {"ticket": number, "title": "Antwort", "comment": "von drüben", "public": True})
        written = time.monotonic()
        took, event = listener.wait("FOLLOW_UP_ADDED", number, begun)
        assert event["followUp"]["comment"] == "von drüben", event
        waits.append(begun + took - written)
        assert max(waits) < LIMIT, f"{waits} seconds"

    def once():
        before, begun = len(listener.heard), time.monotonic()
        number = together.post_json(ours, queue, "Live von hüben")
        listener.wait("CREATED", number, begun)
        time.sleep(2.5)
        told = [event["kind"] for _, event in listener.heard[before:] if event["ticketDatabaseId"] == number]
        assert sorted(told) == ["CREATED", "FOLLOW_UP_ADDED"], told
        origins = {event["origin"] for _, event in listener.heard[before:] if event["ticketDatabaseId"] == number}
        assert origins == {"HERE"}, origins

    report.check("subscribers receive what the real program writes within two seconds", told)
    report.check("subscribers receive what deskql writes once", once)
