"""What every name of the spec stands for: stages, cells, tests; one space, compared without regard to case."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Collection, Iterable

from cigen.plan.arguments import undeclared
from cigen.plan.evaluate import Evaluator
from cigen.plan.expansion import UnreadableError, variables
from cigen.plan.model import Parent
from cigen.plan.records import RESERVED
from cigen.source import Diagnostic, Position

_IMAGE = re.compile(r"[a-z0-9\[][^\s\"'\\`#A-Z]*(?:[:@][^\s\"'\\`#]+)?")
_NAME = re.compile(r"[a-z][a-z0-9_.-]{0,62}")
MOST_NAME = 128
_APART = "give a value that its name is made from as a mapping with another `name`"


class Names:
    """The stages and cells of a plan while it is made."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator
        self.places: dict[str, Position] = {}
        self.near: dict[str, list[str]] = {}
        self.cells_of: dict[str, tuple[str, ...]] = {}
        self.variables: Collection[str] = ()
        self.contexts: Collection[str] = ()

    def know(self, *, variables: Collection[str], contexts: Collection[str]) -> None:
        """The build arguments that a `from` may use, and the contexts that it may name."""
        self.variables, self.contexts = variables, contexts

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
        twice = {name for name, count in Counter(names).items() if count > 1}
        for name in names:
            owner = self.places.get(name)
            if len(name) > MOST_NAME:
                message = f"the cell name `{name:.60}…` is longer than {MOST_NAME} characters, {_APART}"
                self._report(position, message, "bad-name", len(test))
            elif name in twice:
                message = f'two cells of test "{test}" would be called `{name}`: {_APART}'
                self._report(position, message, "clashing-cells", len(test))
            elif owner is not None and name != test:
                message = f'a cell of test "{test}" would be called `{name}`, which line {owner.line} is: rename one'
                self._report(position, message, "clashing-cells", len(test))
            self.places.setdefault(name, position)
        self.cells_of[test] = names

    def origin(self, name: str, position: Position) -> Parent:
        """What a step takes files from; BuildKit wants a plain name there, and counts stages where it is a number."""
        if "$" in name and "{{" not in name:
            message = f"`{name:.60}`: no variable is known here, name a stage that is `from: {name:.60}`"
        elif name.isascii() and name.isdigit():
            message = f"`{name:.60}` would count the stages of the Dockerfile, which has others, too: name the stage"
        else:
            return self.parent(name, position)
        self._report(position, message, "bad-origin", len(name))
        return Parent("scratch", is_stage=False)

    def parent(self, name: str, position: Position) -> Parent:
        """What `from: name` means: a stage or cell that is known, else an image."""
        cells = self.cells_of.get(name)
        if "{{" in name or cells == ():  # an expression or a matrix that failed, and was reported
            return Parent("scratch", is_stage=False)
        if cells is not None and name not in cells:
            example = f", such as `{cells[0]}`, or collect them in a stage"
            count = "1 cell" if len(cells) == 1 else f"{len(cells)} cells"
            message = f"`{name}` is a test of {count}, name one of them{example}"
            self._report(position, message, "needs-cell", len(name))
            return Parent("scratch", is_stage=False)
        if name in self.places:
            return Parent(name, is_stage=True)
        if name not in self.contexts:
            self._check_image(name, position)
        return Parent(name, is_stage=False)

    def _check_image(self, name: str, position: Position) -> None:
        """What is no stage has to be an image; a near miss of a stage is none."""
        if "$" in name and (problem := undeclared(name, self.variables)):
            self._report(position, problem, "undeclared-argument", len(name))
            return
        reserved = (name in RESERVED and name != "scratch") or name.startswith("cigen-")
        near = [] if re.search(r"[/:@$]", name) or name == "scratch" else self._near(name)
        if near:
            message = f"no stage is called `{name}`: did you mean `{near[0]}`? (an image would be `{name}:latest`)"
            self._report(position, message, "unknown-stage", len(name))
        elif reserved or not _is_image(name):
            message = f"`{name:.80}` is neither a stage nor an image: an image is written `NAME:TAG`, in lower case"
            self._report(position, message, "bad-image", len(name))

    def _near(self, name: str) -> list[str]:
        """The stage that was probably meant; looked up once, as every cell of a matrix asks for the same image."""
        if name not in self.near:
            known = [*self.places, *self.contexts]
            same = [name.lower()] if name.lower() in known else []
            self.near[name] = same or difflib.get_close_matches(name, known, n=1, cutoff=0.75)
        return self.near[name]

    def _report(self, position: Position, message: str, rule: str, width: int = 1) -> None:
        self.evaluator.report(Diagnostic(position, message, rule, width))


def _is_image(name: str) -> bool:
    """Whether a name can be that of an image, whatever its variables stand for."""
    try:
        plain = variables(name)[1]
    except UnreadableError:
        return False
    return bool(_IMAGE.fullmatch(plain)) and not re.search(r"[\s\"'\\`]", name)
