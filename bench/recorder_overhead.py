"""What the recorder costs a step: plain and recorded RUNs in turn, in one build; the engine's own times, as a table.

Usage: `python3 -m bench.recorder_overhead [STEPS]`, from the top folder, with an engine up.
"""

from __future__ import annotations

import sys
import uuid
from datetime import datetime
from statistics import median

from tests.e2e.engine import Built, Engine, find_engine
from tests.e2e.recorded import dockerfile

IMAGES = ("busybox", "debian:bookworm-slim")
BIND = "--mount=type=bind,from=cigen,source=/record,target=/.cigen/record"
EARLIER = "--mount=type=secret,id=cigen-cell,target=/.cigen/earlier,mode=0444"
RECORD = f"RUN {BIND} {EARLIER} exec /.cigen/record"
SCRIPT = "/bin/sh -e <<'STEP'\ntrue\nSTEP"
KINDS = {
    "plain RUN": "RUN : plain-{0}; true",
    "without a secret": f"RUN {BIND} exec /.cigen/record bare-{{0}} 1 {SCRIPT}",
    "recorded": f"{RECORD} recorded-{{0}} 1 {SCRIPT}",
    "with a timeout": f"{RECORD} --timeout=60 timed-{{0}} 1 {SCRIPT}",
}


def main(steps: int = 30) -> None:
    """Measure and print."""
    engine = find_engine()
    print(f"{steps} steps of each kind in turn, milliseconds")
    print(f"{'image':22} {'step':16} {'least':>7} {'median':>7} {'more':>7}")
    for image in IMAGES:
        times = measure(engine, image, steps)
        plain = median(times["plain RUN"])
        for kind, found in times.items():
            print(f"{image:22} {kind:16} {min(found):7.0f} {median(found):7.0f} {median(found) - plain:+7.0f}")


def measure(engine: Engine, image: str, steps: int) -> dict[str, list[float]]:
    """Milliseconds of each step by its kind; the first round warms up and is left out."""
    rounds = range(steps + 1)
    in_turn = [kind.format(number) for number in rounds for kind in KINDS.values()]
    setup = "COPY --link --chmod=1777 --from=cigen-records / /"
    stage = "\n".join([f"FROM {image} AS bench", setup, f"ENV RUN={uuid.uuid4()}", *in_turn])
    built = engine.build(dockerfile((), stage), target="bench", output="type=cacheonly", progress="rawjson")
    if built.code != 0:
        raise SystemExit(built.log)
    took = {line: milliseconds(built, line) for line in in_turn}
    return {kind: [took[line.format(number)] for number in rounds[1:]] for kind, line in KINDS.items()}


def milliseconds(built: Built, run: str) -> float:
    """How long the vertex of a RUN took, found by its name: vertices are announced in any order."""
    [vertex] = (one for name, one in built.vertices().items() if name.endswith(run.partition("\n")[0]))
    if vertex.get("cached"):
        raise SystemExit(f"{run} was cached, so it was not measured")
    started, completed = (datetime.fromisoformat(vertex[key]) for key in ("started", "completed"))
    return (completed - started).total_seconds() * 1000


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
