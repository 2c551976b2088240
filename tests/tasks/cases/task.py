"""A task of a help desk's day."""
from dataclasses import dataclass, field


@dataclass
class Task:
    """`number` orders the tasks of django-helpdesk's pages. `user` is an account of the fixture, empty for a visitor. `answer`
    maps paths into the last answer's data to values, `rows` tables to their changes (see `rows` in run)."""

    number: int
    who: str
    title: str
    user: str
    documents: list
    answer: dict = field(default_factory=dict)
    rows: dict = field(default_factory=dict)
    setup: list = field(default_factory=list)


def read(number, who, title, user, document, answer):
    """A task that changes nothing."""
    return Task(number, who, title, user, [document], answer)


def write(number, who, title, user, document, rows, answer=None, setup=None):
    """A task that changes rows."""
    return Task(number, who, title, user, [document], answer or {}, rows, setup or [])
