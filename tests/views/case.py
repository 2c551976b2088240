"""A request of a browser, and the mutation that does the same."""
import re
from dataclasses import dataclass, field


@dataclass
class Page:
    """A request of a browser, and the status of its answer."""

    method: str
    path: str
    form: dict = field(default_factory=dict)
    files: list = field(default_factory=list)
    status: int = 302


@dataclass
class Case:
    """`user` is an account of the fixture, empty for a visitor, whose mutation may have the `link` of a ticket. `differences` are pairs of a pattern of a line of the
    comparison, and the reason why deskql differs there."""

    name: str
    user: str
    pages: list
    document: str
    link: str = ""
    setup: list = field(default_factory=list)
    differences: list = field(default_factory=list)
    changes_nothing: bool = False

    def __post_init__(self):
        self.differences = [(re.compile(pattern), reason) for pattern, reason in self.differences]


def post(path, status=302, files=(), **form):
    return Page("POST", path, form, list(files), status)
