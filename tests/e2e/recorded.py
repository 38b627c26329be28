"""Cells in, a Dockerfile that records them out: the form that cigen renders, written down independently of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tests.e2e.engine import ROOT


@dataclass(frozen=True)
class Step:
    """A recorded RUN; `interpreter` and `user` are the cell's where they are empty."""

    script: str
    options: str = ""
    interpreter: str = ""
    user: str = ""


@dataclass(frozen=True)
class Cell:
    """A stage with recorded steps; `base` is its FROM and what follows it, `before` is done by root."""

    name: str
    base: str
    interpreter: str
    user: str
    steps: tuple[Step, ...]
    before: str = ""
    gather: str = ""

    @property
    def stage(self) -> str:
        """The stage's text."""
        image, _, after = self.base.partition("\n")
        head = [f"{image} AS {self.name}", after, "COPY --link --chmod=1777 --from=cigen-records / /", self.before]
        lines = [*head, *(self._run(number, step) for number, step in enumerate(self.steps, 1))]
        lines += [f"USER {self.user}", _run("gather", self.name, "FILES", self.gather)] if self.gather else []
        return "\n".join(filter(None, lines))

    def _run(self, number: int, step: Step) -> str:
        words = (step.options, self.name, str(number), step.interpreter or self.interpreter)
        return f"USER {step.user or self.user}\n" + _run(
            "record", " ".join(filter(None, words)), "STEP", step.script, cell=self.name
        )


def dockerfile(cells: Iterable[Cell], *tail: str) -> str:
    """All cells, their results in the target `results`, and what `tail` adds."""
    cells = tuple(cells)
    parts = [_scripts(), "FROM scratch AS cigen-records\nWORKDIR /cigen", *(cell.stage for cell in cells)]
    groups = [cells[start : start + 16] for start in range(0, len(cells), 16)]
    parts += [_collector(number, group) for number, group in enumerate(groups)]
    roots = [f"COPY --link --from=cigen-results-{number} / /" for number in range(len(groups))]
    planned = [" ".join([cell.name, *map(str, range(1, len(cell.steps) + 1))]) for cell in cells]
    files = ["COPY <<'PLANNED' /planned.txt", *planned, "PLANNED", "COPY <<'MANIFEST' /manifest.json", "{}", "MANIFEST"]
    return "\n".join([*parts, "FROM scratch AS results", *roots, *files, *tail, ""])


def verdict(name: str, base: str, user: str) -> str:
    """A stage that fails if a cell did."""
    image, _, after = base.partition("\n")
    results = "--mount=type=bind,from=results,target=/.cigen/results"
    return f"{image} AS {name}\n{after}\nUSER {user}\nRUN {_mount('verdict')} {results} exec /.cigen/verdict"


def _scripts() -> str:
    scripts = {"record": "recorder.sh", "gather": "gather.sh", "verdict": "verdict.sh"}
    texts = {name: (ROOT / "templates" / file).read_text() for name, file in scripts.items()}
    copies = (f"COPY --chmod=0755 <<'SCRIPT' /{name}\n{text}SCRIPT\n" for name, text in texts.items())
    return "FROM scratch AS cigen\n" + "".join(copies)


def _collector(number: int, cells: Iterable[Cell]) -> str:
    lines = (f"COPY --link --from={cell.name} /cigen/record[s]/{cell.name} /cells/{cell.name}/" for cell in cells)
    return "\n".join([f"FROM scratch AS cigen-results-{number}", *lines])


def _mount(script: str) -> str:
    return f"--mount=type=bind,from=cigen,source=/{script},target=/.cigen/{script}"


def _run(script: str, words: str, mark: str, body: str, *, cell: str = "") -> str:
    earlier = f"--mount=type=secret,id=cigen-{cell},target=/.cigen/earlier,mode=0444 " if script == "record" else ""
    return f"RUN {_mount(script)} {earlier}exec /.cigen/{script} {words} <<'{mark}'\n{body}\n{mark}"
