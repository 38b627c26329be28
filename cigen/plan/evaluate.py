"""Located texts in, their values in one scope out; what goes wrong is collected with its place."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any

from cigen.source import Diagnostic
from cigen.template import (
    Expression,
    Template,
    TemplateError,
    UndefinedNameError,
    compile_expression,
    compile_text,
    written,
)
from cigen.yamltext import Scalar

Scope = Mapping[str, Any]

BUILT_IN = frozenset({"range"})


class Evaluator:
    """Evaluates with one list of diagnostics; a faulty text evaluates to itself, so that planning goes on."""

    def __init__(self) -> None:
        self.diagnostics: list[Diagnostic] = []
        self._seen: set[tuple[int, str, str]] = set()

    def text(self, scalar: Scalar, scope: Scope, *, raw: bool = False) -> str:
        """The text with its expressions filled in."""
        if raw or "{{" not in scalar.text:
            return scalar.text
        template = self._compiled(scalar)
        if template is None or not self._defined(scalar, template, scope):
            return scalar.text
        try:
            return template.fill(scope)
        except TemplateError as error:
            self._failed(scalar, template.expressions[0].written, error)
            return scalar.text

    def value(self, scalar: Scalar, scope: Scope) -> Any:
        """The value: typed where the whole text is one expression, else the text, number or flag as written."""
        if "{{" not in scalar.text:
            return scalar.value
        template = self._compiled(scalar)
        if template is None or not self._defined(scalar, template, scope):
            return scalar.text
        if len(template.pieces) > 1 or isinstance(template.pieces[0], str):
            return self.text(scalar, scope)
        return self._evaluated(scalar, template.pieces[0], scope)

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
            expression = compile_expression(source)
        except TemplateError as error:
            self._failed(node, node.text.strip(), error, rule="bad-expression")
            return True
        if not self._defined(node, Template((expression,)), scope):
            return True
        return bool(self._evaluated(node, expression, scope))

    def report(self, diagnostic: Diagnostic) -> None:
        """Keep a diagnostic; one of each place and kind is enough, however many cells have it."""
        key = (id(diagnostic.position), str(diagnostic.position), diagnostic.rule + diagnostic.message)
        if key[1:] not in {seen[1:] for seen in self._seen}:
            self._seen.add(key)
            self.diagnostics.append(diagnostic)

    def _compiled(self, scalar: Scalar) -> Template | None:
        try:
            return compile_text(scalar.text)
        except TemplateError as error:
            hint = "" if "closed" in str(error) else "; `raw: true` on the step leaves braces alone"
            self.report(Diagnostic(scalar.place("{{"), f"bad expression: {error}{hint}", "bad-expression", 2))
            return None

    def _defined(self, scalar: Scalar, template: Template, scope: Scope) -> bool:
        missing = False
        for number, expression in enumerate(template.expressions):
            for name in sorted(expression.names - scope.keys() - BUILT_IN):
                missing = True
                self._undefined(scalar, expression, number, name, scope)
        return not missing

    def _undefined(self, scalar: Scalar, expression: Expression, number: int, name: str, scope: Scope) -> None:
        earlier = sum(1 for one in compile_text(scalar.text).expressions[:number] if one.written == expression.written)
        near = difflib.get_close_matches(name, list(scope), n=1)
        defined = ", ".join(sorted(scope)) or "nothing"
        rest = f"did you mean `{near[0]}`?" if near else f"defined are: {defined}"
        place = scalar.place(expression.written, earlier)
        message = f"`{name}` is not defined here; {rest}"
        self.report(Diagnostic(place, message, "undefined-name", len(expression.written.split("\n")[0])))

    def _evaluated(self, scalar: Scalar, expression: Expression, scope: Scope) -> Any:
        try:
            return expression.evaluate(scope)
        except TemplateError as error:
            self._failed(scalar, expression.written, error)
            return scalar.text

    def _failed(self, scalar: Scalar, shown: str, error: TemplateError, rule: str = "") -> None:
        default = "undefined-name" if isinstance(error, UndefinedNameError) else "expression-failed"
        first = shown.split("\n")[0]
        self.report(Diagnostic(scalar.place(first), f"`{first:.60}`: {error}", rule or default, len(first)))


def as_text(value: Any) -> str:
    """A matrix value or the like as it is written into names and commands."""
    return written(value)
