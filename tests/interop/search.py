"""Checks that deskql's search finds what the real program writes. SEARCH_TICKETS sets the number of tickets."""
import base64
import json
import time

PAGE = """query ($query: String!, $after: String) { search(query: $query, first: 100, after: $after) {
  totalCount pageInfo { hasNextPage endCursor }
  nodes { __typename ... on Ticket { databaseId } ... on KbItem { databaseId } } } }"""


def find(ours, together, user, query):
    """The sorted IDs of tickets, and the negative ones of articles."""
    found, after = [], None
    headers = {"Authorization": "Basic " + base64.b64encode(f"{user}:{user}".encode()).decode()}
    while True:
        body = json.dumps({"query": PAGE, "variables": {"query": query, "after": after}}).encode()
        answer = together.ask(ours, "POST", "/graphql", body, "application/json", user=None, headers=headers)
        assert answer.status == 200 and "errors" not in answer.json(), answer.body.decode()
        page = answer.json()["data"]["search"]
        found += [row["databaseId"] * (1 if row["__typename"] == "Ticket" else -1) for row in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            assert len(found) == page["totalCount"], f"{query}: {len(found)} hits, {page['totalCount']} counted"
            return sorted(found)
        after = page["pageInfo"]["endCursor"]


def run(report, django, database, ours, together):
    def follows():
        done = django.script(database, "searching.py")
        assert done.returncode == 0, done.stderr
        expected = json.loads(done.stdout.strip().splitlines()[-1])
        differences = None
        for _ in range(60):
            # The superuser that deskql created.
            differences = [(query, user, found, wanted)
                           for query, users in expected.items() for user, wanted in users.items()
                           if (found := find(ours, together, {"admin": "agent"}.get(user, user), query)) != wanted]
            if not differences:
                break
            time.sleep(1)
        assert not differences, f"{len(differences)} differ, for example {differences[0]}"
        assert sum(bool(users["searcher"]) for users in expected.values()) > 8, expected
    report.check("the search finds what the real program writes", follows)
