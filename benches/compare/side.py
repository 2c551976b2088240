"""The base of all sides of the comparison, and where they are installed."""
import os
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve() / "compare"


class Skipped(Exception):
    """Why a side is not measured."""


class Side:
    """`base` is the URL of the service, or None for the floor; `pid` is the first of its processes."""

    base = pid = None
    limit = None  # with more tickets, the side is not measured

    def __init__(self, name, run):
        self.name, self.run = name, run
        self.dsn = run.databases.plain
        self.folder = run.folder / name
        self.folder.mkdir(exist_ok=True)
        self.media = self.folder / "media"
        self.media.mkdir(exist_ok=True)

    def serves(self, work):
        """Whether the side can do a work."""
        return self.name in work.sides

    def start(self):
        """Installs what is missing, and returns the version when the side answers."""

    def stop(self):
        """Ends all processes."""

    def forget_files(self):
        """Deletes uploads, which would fill the disk."""
        shutil.rmtree(self.media)
        self.media.mkdir()
