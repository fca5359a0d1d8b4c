"""What the scripts share: where the drive is, and bytes that are the same each time."""

import hashlib
import os
from pathlib import Path

URL = os.environ["DAV_URL"]
USERNAME = os.environ["DAV_USERNAME"]
PASSWORD = os.environ["DAV_PASSWORD"]
UP = Path("up")


def files():
    """Every file below `up`, by its path in it."""
    return {str(path.relative_to(UP)): path for path in sorted(UP.rglob("*")) if path.is_file()}


def same(left, right):
    """An `assert` that says what differs."""
    assert left == right, f"{left!r} is not {right!r}"


def hash_of(content):
    """What bytes come to."""
    return hashlib.sha256(content).hexdigest()
