"""A further engine and settings in, the same engine with these in its daemon.json out."""

from __future__ import annotations

import json
import signal
from typing import Any

from tests.e2e.secondengine import SecondEngine


def configure(second: SecondEngine, settings: dict[str, Any]) -> None:
    """Change what is in the engine's daemon.json, and restart it; a storage driver is gone unless it is named again."""
    path = second.folder / "daemon.json"
    tree = json.loads(path.read_text())
    tree.pop("storage-driver", None)
    path.write_text(json.dumps({**tree, **settings}))
    second.end(signal.SIGTERM)
    second.start()
