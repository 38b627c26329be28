"""The steps of a stage or test in, with those of the definitions that they use in their place out."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from cigen.plan.evaluate import Evaluator, Scope, is_name
from cigen.plan.model import Instruction, Run
from cigen.source import Diagnostic, Position
from cigen.spec import model as spec
from cigen.spec import steps as kinds
from cigen.yamltext import Scalar

MOST_STEPS = 5_000
"""Definitions that use definitions can make many steps of a few lines."""

MOST_DEPTH = 50
"""Nobody reads further down than this."""

Definitions = Mapping[str, spec.Definition]


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """One `use`: the arguments it gives, the defaults of the others, and the call that it stands in."""

    step: kinds.UseStep
    defaults: tuple[tuple[str, Scalar], ...]
    outer: Call | None


@dataclass(frozen=True, slots=True)
class Placed:
    """A step, and the call that brought it; None for one of the stage's or test's own."""

    step: kinds.StepBase
    call: Call | None = None

    @property
    def prefix(self) -> str:
        """What stands before the step's name: the names of its calls, where they have one."""
        names: list[str] = []
        call = self.call
        while call is not None:
            names.extend([call.step.name.text] if call.step.name is not None else [])
            call = call.outer
        return ": ".join(reversed(names))

    @property
    def use(self) -> Position | None:
        """Where the stage or test uses the definition that the step comes from; None for its own steps."""
        return _used(self.call)


class Scopes:
    """The scopes of one stage or cell: its own, and one for each call in it, made when it is asked for."""

    def __init__(self, scope: Scope, evaluator: Evaluator) -> None:
        self.scope = scope
        self.evaluator = evaluator
        self._made: dict[Call, Scope | None] = {}

    def each(self, steps: Iterable[Placed]) -> Iterator[tuple[Placed, Scope | None]]:
        """The steps with their scopes; what is wrong with one of a definition is reported with the `use` of it."""
        try:
            for one in steps:
                self.evaluator.use = None if one.call is None else one.use
                yield one, self._of(one)
        finally:
            self.evaluator.use = None

    def _of(self, placed: Placed) -> Scope | None:
        """The scope of a step; None where its `when`, or that of a call around it, leaves it out."""
        scope = self.scope if placed.call is None else self._inside(placed.call)
        when = placed.step.when
        return scope if scope is not None and (when is None or self.evaluator.condition(when, scope)) else None

    def _inside(self, call: Call | None) -> Scope | None:
        if call is None:
            return self.scope
        if call not in self._made:
            outer = self._inside(call.outer)
            before, self.evaluator.use = self.evaluator.use, _used(call.outer)
            left_out = outer is None or not self.evaluator.condition(call.step.when, outer)
            self._made[call] = None if outer is None or left_out else self._bound(call, outer)
            self.evaluator.use = before
        return self._made[call]

    def _bound(self, call: Call, outer: Scope) -> Scope:
        """The scope around the call with the arguments in it; a default may use those before it."""
        given = {name: _value(value, call.step, outer, self.evaluator) for name, value in call.step.with_}
        inner = {**outer, **given}
        self.evaluator.use = _used(call)  # the defaults stand in the definition
        for name, value in call.defaults:
            inner[name] = self.evaluator.value(value, inner)
        return inner


def _used(call: Call | None) -> Position | None:
    """The place of the outermost call, which is the one in a stage or test."""
    while call is not None and call.outer is not None:
        call = call.outer
    return None if call is None else call.step.position


def _value(scalar: Scalar, step: kinds.UseStep, scope: Scope, evaluator: Evaluator) -> object:
    return scalar.value if step.raw else evaluator.value(scalar, scope)


def placed(steps: Iterable[kinds.StepBase], definitions: Definitions, evaluator: Evaluator) -> tuple[Placed, ...]:
    """Every step in its place; what is wrong with a `use` is reported, and its steps are left out."""
    found: list[Placed] = []
    for one in _placed(steps, definitions, evaluator, None, ()):
        if len(found) == MOST_STEPS:
            message = f"definitions make more than {MOST_STEPS:,} steps of these, use fewer"
            evaluator.report(Diagnostic(one.step.position, message, "too-many-steps"))
            return ()
        found.append(one)
    return tuple(found)


def named(instruction: Instruction, prefix: str) -> Instruction:
    """The instruction with the names of its calls before its own."""
    if not prefix or not isinstance(instruction, Run):
        return instruction
    return replace(instruction, name=f"{prefix}: {instruction.name}" if instruction.name else prefix)


def _placed(
    steps: Iterable[kinds.StepBase],
    definitions: Definitions,
    evaluator: Evaluator,
    outer: Call | None,
    path: tuple[str, ...],
) -> Iterator[Placed]:
    for step in steps:
        if not isinstance(step, kinds.UseStep):
            yield Placed(step, outer)
            continue
        name = step.use.text
        definition = _definition(step, definitions, evaluator, path)
        if definition is not None and _fits(step, definition, evaluator):
            given = {key for key, _ in step.with_}
            call = Call(step, tuple(pair for pair in definition.args if pair[0] not in given), outer)
            yield from _placed(definition.steps, definitions, evaluator, call, (*path, name))


def _definition(
    step: kinds.UseStep, definitions: Definitions, evaluator: Evaluator, path: tuple[str, ...]
) -> spec.Definition | None:
    """The definition that a step uses, if there is one and it is not used inside itself."""
    name = step.use.text
    if name in path:
        loop = " → ".join((*path[path.index(name) :], name))
        message = f"these definitions use each other: {loop}; take one `use` out"
        evaluator.report(Diagnostic(step.use.position, message, "cycle", len(name)))
        return None
    if len(path) == MOST_DEPTH:
        message = f"definitions use each other more than {MOST_DEPTH} deep here, take some out"
        evaluator.report(Diagnostic(step.use.position, message, "too-many-steps", len(name)))
        return None
    if name not in definitions:
        near = difflib.get_close_matches(name, list(definitions), n=1)
        there = f"there are: {', '.join(definitions)}" if definitions else "nothing stands under `define`"
        hint = f"did you mean `{near[0]}`?" if near else there
        message = f"no definition is called `{name:.60}`: {hint}"
        evaluator.report(Diagnostic(step.use.position, message, "unknown-definition", len(name)))
        return None
    return definitions[name]


def _fits(step: kinds.UseStep, definition: spec.Definition, evaluator: Evaluator) -> bool:
    """Whether the arguments are those of the definition, and none that it needs is missing."""
    known = dict(definition.args)
    given = dict(step.with_)
    for name in known:
        is_name(name, definition.position, evaluator)
    for name in given.keys() - known.keys():
        near = difflib.get_close_matches(name, list(known), n=1)
        hint = f"did you mean `{near[0]}`?" if near else f"it takes {', '.join(known) or 'none'}"
        _report(evaluator, given[name].position, f"`{step.use.text}` takes no argument `{name:.60}`: {hint}")
    missing = [name for name, default in known.items() if default.value is None and name not in given]
    if missing:
        what = ", ".join(f"`{name}`" for name in missing)
        _report(evaluator, step.use.position, f"`{step.use.text}` needs {what}, give it under `with`")
    return not missing and not given.keys() - known.keys()


def _report(evaluator: Evaluator, position: Position, message: str) -> None:
    evaluator.report(Diagnostic(position, message, "bad-argument"))
