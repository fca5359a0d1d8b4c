"""What the scripts share: where the simulator's organization is, and a step told to the test."""

import json
import os

TENANT = os.environ["SIM_TENANT"]
CLIENT_ID = os.environ["SIM_CLIENT_ID"]
CLIENT_SECRET = os.environ["SIM_CLIENT_SECRET"]
CREDENTIAL = os.environ["SIM_CREDENTIAL"]
USER = os.environ["SIM_USER"]
DRIVE = os.environ["SIM_DRIVE"]
SITE = os.environ["SIM_SITE"]
SCOPE = "https://graph.microsoft.com/.default"


def step(deed, seen):
    """A step that was done, and what was asserted of it."""
    print(json.dumps({"deed": deed, "seen": seen}), flush=True)


def same(left, right):
    """An `assert` that says what differs."""
    assert left == right, f"{left!r} is not {right!r}"
