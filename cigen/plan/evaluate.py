"""Located texts in, their values in one scope out; what goes wrong is collected with its place."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from cigen.bounds import MOST_WEIGHT
from cigen.source import Diagnostic, Position
from cigen.template import (
    Expression,
    Template,
    TemplateError,
    UndefinedNameError,
    compile_expression,
    compile_text,
    first_unreadable,
    written,
)
from cigen.yamltext import Scalar, has_control

Scope = Mapping[str, Any]

MOST_PROBLEMS = 200
"""More problems than this help nobody; every cell of a large matrix may have its own."""

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_TAKEN = frozenset(
    {"and", "else", "false", "False", "if", "in", "is", "none", "None", "not", "or", "range", "true", "True"}
)

BUILT_IN = frozenset({"range"})


class Evaluator:
    """Evaluates with one list of diagnostics; a faulty text evaluates to itself, so that planning goes on."""

    def __init__(self) -> None:
        self.use: Position | None = None
        """The `use` that brought the step at hand, which its definition does not tell."""
        self.diagnostics: list[Diagnostic] = []
        self._seen: set[tuple[Position, str, str]] = set()

    def text(self, scalar: Scalar, scope: Scope, *, raw: bool = False) -> str:
        """The text with its expressions filled in."""
        if raw or "{{" not in scalar.text:
            return scalar.text
        template = self._compiled(scalar)
        if template is None or not self._defined(scalar, template, scope):
            return scalar.text
        parts: list[str] = []
        for piece in template.pieces:
            if isinstance(piece, str):
                parts.append(piece)
                continue
            try:
                parts.append(written(piece.evaluate(scope)))
            except TemplateError as error:
                self._failed(scalar, template, piece, error)
                return scalar.text
        if sum(map(len, parts)) > MOST_WEIGHT:
            message = f"this makes a text of more than {MOST_WEIGHT:,} characters, write it to a file in a step instead"
            self.report(Diagnostic(scalar.position, message, "expression-failed"))
            return scalar.text
        return self._carried(scalar, "".join(parts))

    def value(self, scalar: Scalar, scope: Scope) -> Any:
        """The value: typed where the whole text is one expression, else the text, number or flag as written."""
        if "{{" not in scalar.text:
            return scalar.value
        template = self._compiled(scalar)
        if template is None or not self._defined(scalar, template, scope):
            return scalar.text
        if len(template.pieces) > 1 or isinstance(template.pieces[0], str):
            return self.text(scalar, scope)
        return self._evaluated(scalar, template, scope)

    def condition(self, node: Any, scope: Scope) -> bool:
        """A `when`: a bare expression, or one in braces, or true or false."""
        if node is None:
            return True
        if not isinstance(node, Scalar) or not node.text:
            where = getattr(node, "position", None)
            if where is not None:
                self.report(Diagnostic(where, "`when`: an expression is wanted here", "wrong-type"))
            return True
        if isinstance(node.value, bool):
            return node.value
        source = node.text.strip()
        if source.startswith("{{") and source.endswith("}}"):
            source = source[2:-2]
        try:
            template = Template((compile_expression(source, node.text.strip()),))
        except TemplateError as error:
            message = f"bad expression in `when`: {error}"
            if source.startswith("${{"):
                message = "`when` is evaluated by cigen, not by GitHub: write the expression without `${{` and `}}`"
            self.report(Diagnostic(node.position, message, "bad-expression"))
            return True
        return not self._defined(node, template, scope) or bool(self._evaluated(node, template, scope))

    def report(self, diagnostic: Diagnostic) -> None:
        """Keep a diagnostic; one of each place and kind is enough, however many cells have it."""
        key = (diagnostic.position, diagnostic.rule, diagnostic.message)
        if key not in self._seen and len(self._seen) < MOST_PROBLEMS:
            self._seen.add(key)
            used = f"as used on line {self.use.line}: " if self.use is not None else ""
            self.diagnostics.append(replace(diagnostic, message=f"{used}{diagnostic.message}"))

    def _compiled(self, scalar: Scalar) -> Template | None:
        try:
            return compile_text(scalar.text)
        except TemplateError as error:
            hint = "; where the braces are not for cigen, write `raw: true` on the step"
            start = first_unreadable(scalar.text)
            place = scalar.place("{{", scalar.text[:start].count("{{"))
            self.report(Diagnostic(place, f"bad expression: {error}{hint}", "bad-expression", 2))
            return None

    def _carried(self, scalar: Scalar, text: str) -> str:
        """The text, if a Dockerfile can carry it: data may hold what a spec can't."""
        if has_control(text):
            message = "an expression here brings in a control character, which nothing can carry"
            self.report(Diagnostic(scalar.position, message, "control-character"))
        return text

    def _defined(self, scalar: Scalar, template: Template, scope: Scope) -> bool:
        for one in template.expressions:
            if not one.names <= scope.keys() and not one.names - BUILT_IN <= scope.keys():
                break
        else:
            return True
        missing = [(one, name) for one in template.expressions for name in sorted(one.names - scope.keys() - BUILT_IN)]
        for expression, name in missing:
            place, width = _place(scalar, template, expression)
            message = f"`{name}` is not defined here; {known(name, scope)}"
            self.report(Diagnostic(place, message, "undefined-name", width))
        return not missing

    def _evaluated(self, scalar: Scalar, template: Template, scope: Scope) -> Any:
        expression = template.expressions[0]
        try:
            value = expression.evaluate(scope)
        except TemplateError as error:
            self._failed(scalar, template, expression, error)
            return scalar.text
        return self._carried(scalar, value) if isinstance(value, str) else value

    def _failed(self, scalar: Scalar, template: Template, expression: Expression, error: TemplateError) -> None:
        rule = "undefined-name" if isinstance(error, UndefinedNameError) else "expression-failed"
        place, width = _place(scalar, template, expression)
        shown = " ".join(expression.written.split())
        self.report(Diagnostic(place, f"`{shown:.60}`: {error}", rule, width))


def _place(scalar: Scalar, template: Template, expression: Expression) -> tuple[Position, int]:
    """Where an expression of a text stands and how wide it is, also where the text is folded or quoted."""
    before = ""
    for piece in template.pieces:
        if piece is expression:
            break
        before += piece if isinstance(piece, str) else piece.written
    needle = "{{" if expression.written.startswith("{{") else expression.written.split("\n")[0]
    place = scalar.place(needle, before.count("{{"))
    line = scalar.lines[place.line - 1] if 0 < place.line <= len(scalar.lines) else ""
    first = expression.written.split("\n")[0]
    there = line.startswith(first, place.column - 1)
    return place, len(first) if there else max(1, len(line) - place.column + 1)


def known(name: str, scope: Scope) -> str:
    """What could have been meant, or all there is."""
    near = difflib.get_close_matches(name, list(scope), n=1)
    names = sorted(name for name, value in scope.items() if not callable(value))
    return f"did you mean `{near[0]}`?" if near else f"defined are: {', '.join(names) or 'nothing'}"


def is_name(name: str, position: Position, evaluator: Evaluator) -> bool:
    """Whether expressions can use this name; reported where not."""
    if _NAME.fullmatch(name) and name not in _TAKEN:
        return True
    rule = "a name has a-z A-Z 0-9 _, starts with a letter and is no word of expressions"
    evaluator.report(Diagnostic(position, f"`{name:.60}` can't be used in expressions: {rule}", "bad-name", len(name)))
    return False


def as_text(value: Any) -> str:
    """A matrix value or the like as it is written into names and commands."""
    return written(value)
