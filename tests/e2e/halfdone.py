"""A build of four cells of which two wait for as long as a secret says, while something happens to it."""

from __future__ import annotations

import uuid

from tests.e2e.command import Folder

SPEC = """name: {name}
tests:
  t:
    from: busybox
    matrix: {{n: [1, 2, 3, 4]}}
    steps:
      - echo {unique} {{{{ n }}}}
      - run: test {{{{ n }}}} -lt 3 || {{ echo paused; sleep $(cat /pause); }}
        mounts: [{{type: secret, id: pause, target: /pause}}]
{more}      - echo end {{{{ n }}}}
"""


def pausing_spec(name: str, *runs: str) -> str:
    """A spec that no cache knows; cells 3 and 4 wait in step 2, and `runs` are steps after that."""
    more = "".join(f"      - run: {run}\n" for run in runs)
    return SPEC.format(name=name, unique=uuid.uuid4(), more=more)


def pausing(folder: Folder, seconds: int) -> tuple[str, ...]:
    """How to build with a secret that says how long two cells wait; it is in no cache key."""
    (folder.path / "pause").write_text(str(seconds))
    return ("build", "--quiet", "--option=--network=none", "--secret=id=pause,src=pause")
