"""The points of one level of a TAP document in, whether its plan and its numbers fit them out."""

from __future__ import annotations

from dataclasses import dataclass, field

from cigen.results.formats.tappoint import Point


@dataclass(slots=True, eq=False)
class Level:
    """A document or a subtest: what it planned and what came."""

    name: str | None = ""
    """None where it is told only after its cases."""
    owner: Point | None = None
    """The point that opened it with a brace."""
    plan: int | None = None
    why_none: str = ""
    points: int = 0
    last: int = 0
    highest: int = 0
    numbers: int = 0
    squares: int = 0
    red: int = 0
    point: Point | None = None
    parent: bool = False
    """The point is that of a subtest, whose cases stand for it."""
    held: list[tuple[Point, tuple[str, ...]]] = field(default_factory=list)
    """Cases that wait for its name or its excuse, each with the names of the levels inside."""

    def number(self, number: int | None) -> None:
        """One more point came, with this number or the next one."""
        self.last = number if number is not None else self.last + 1
        self.points += 1
        self.highest = max(self.highest, self.last)
        self.numbers += self.last
        self.squares += self.last**2

    @property
    def lacks(self) -> str:
        """What is wrong with its plan and numbers, in any order of them."""
        n = self.points
        if self.plan is None:
            return "there is no plan, so it may have been cut"
        if self.plan != n:
            return f"the plan says {self.plan:,} tests, {n:,} came"
        whole = (
            self.highest == n and self.numbers == n * (n + 1) // 2 and self.squares == n * (n + 1) * (2 * n + 1) // 6
        )
        return "" if whole or not n else "the numbers of its tests have gaps or doubles"
