"""What every name of the spec stands for: stages, cells, tests; one space, compared without regard to case."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from cigen.plan.evaluate import Evaluator
from cigen.plan.model import Parent
from cigen.plan.records import RESERVED
from cigen.source import Diagnostic, Position

_NAME = re.compile(r"[a-z][a-z0-9_.-]{0,62}")
MOST_NAME = 128


class Names:
    """The stages and cells of a plan while it is made."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator
        self.places: dict[str, Position] = {}
        self.cells_of: dict[str, tuple[str, ...]] = {}

    def declare(self, name: str, position: Position, what: str) -> None:
        """A stage or test of the spec; its name has to be usable and new."""
        if not _NAME.fullmatch(name):
            rule = "a name starts with a-z and has up to 63 of a-z 0-9 . _ -"
            self._report(position, f"the {what} name `{name:.80}` can't be used: {rule}", "bad-name", len(name))
        elif name in RESERVED or name.startswith("cigen-"):
            self._report(position, f"the name `{name}` is reserved, choose another", "reserved-name", len(name))
        elif name in self.places:
            message = f"the name `{name}` is taken on line {self.places[name].line}, stages and tests share one space"
            self._report(position, message, "duplicate-name", len(name))
        self.places.setdefault(name, position)

    def add_cells(self, test: str, cells: Iterable[str], position: Position) -> None:
        """The cells of a test; no two cells, and no cell and stage, may have one name."""
        names = tuple(cells)
        for name in names:
            owner = self.places.get(name)
            if len(name) > MOST_NAME:
                self._report(position, f"the cell name `{name:.60}…` is longer than {MOST_NAME} characters", "bad-name")
            elif owner is not None and not (name == test and len(names) == 1):
                message = (
                    f"two stages are called `{name}` (also line {owner.line}); name the values of a dimension apart"
                )
                self._report(position, message, "clashing-cells")
            self.places.setdefault(name, position)
        self.cells_of[test] = names

    def parent(self, name: str, position: Position) -> Parent:
        """What `from: name` means: a stage or cell that is known, else an image."""
        cells = self.cells_of.get(name)
        if cells is not None and cells != (name,):
            example = f", such as `{cells[0]}`" if cells else ""
            message = f"`{name}` is a test of {len(cells)} cells, name one of them{example}"
            self._report(position, message, "needs-cell", len(name))
            return Parent("scratch", is_stage=False)
        if name in self.places:
            return Parent(name, is_stage=True)
        if not re.search(r"[/:@.$]", name) and name != "scratch":
            near = difflib.get_close_matches(name, list(self.places), n=1, cutoff=0.75)
            if near:
                message = f"no stage is called `{name}`: did you mean `{near[0]}`? (an image would be `{name}:latest`)"
                self._report(position, message, "unknown-stage", len(name))
        if not re.fullmatch(r"[A-Za-z0-9$][^\s\"'\\`#]*", name):
            self._report(position, f"`{name:.80}` is neither a stage nor an image", "bad-image", len(name))
        return Parent(name, is_stage=False)

    def _report(self, position: Position, message: str, rule: str, width: int = 1) -> None:
        self.evaluator.report(Diagnostic(position, message, rule, width))
