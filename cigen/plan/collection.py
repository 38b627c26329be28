"""What a stage collects in, the tree of stages under it and the copy that takes all of it out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from cigen.plan.artifacts import Taken, taken
from cigen.plan.cells import Cell, TestPlanner
from cigen.plan.collectors import COLLECT, tree
from cigen.plan.evaluate import Evaluator, Scope
from cigen.plan.model import Copy, Stage
from cigen.source import Diagnostic
from cigen.spec import model as spec
from cigen.yamltext import Scalar

Tests = Mapping[str, tuple[TestPlanner, tuple[Cell, ...]]]

_PERSON = r"(?:\d+|[A-Za-z_][A-Za-z0-9_.-]*|\$\{?[A-Za-z_][A-Za-z0-9_]*\}?)"
_OWNER = re.compile(rf"{_PERSON}(?::{_PERSON})?")


def collection(
    name: str, stage: spec.Stage, scope: Scope, *, tests: Tests, evaluator: Evaluator
) -> tuple[tuple[Stage, ...], tuple[Copy, ...]]:
    """The stages under the collector `name`, and what it copies from them; nothing where it collects nothing."""
    into, chown = _into(stage, scope, evaluator), _chown(stage, scope, evaluator)
    found = [
        one
        for test in stage.collect
        if test.text in tests
        for cell in tests[test.text][1]
        for one in taken(cell.name, cell.scope, tests[test.text][0].test.artifacts, evaluator)
    ]
    _check_apart(found, evaluator)
    if not found:
        if stage.collect and all(test.text in tests for test in stage.collect):
            message = f'"{name}" collects tests that leave no `artifacts`, so there is nothing to collect'
            evaluator.report(Diagnostic(stage.position, message, "nothing-to-collect"))
        return (), ()
    root = f"{COLLECT}{name}"
    copies = [one.copy for one in found]
    stages = tree(copies, name=root, what=f"what {name} collects", position=stage.position)
    return stages, (Copy(stage.position, ("/",), into, origin=root, chown=chown, link=_is_numeric(chown)),)


def _is_numeric(owner: str) -> bool:
    """Whether an owner needs no look into the image's /etc/passwd, which a linked copy doesn't see."""
    return not owner or owner.replace(":", "").isdigit()


def _into(stage: spec.Stage, scope: Scope, evaluator: Evaluator) -> str:
    """The folder that everything goes into."""
    if stage.into is None:
        return "/"
    text = _only_collecting(stage, stage.into, "into", scope, evaluator)
    wild = any(c in "*?[]\"'\\" or not c.isprintable() for c in text)
    if not text or wild:
        what = "this is empty" if not text else f"`{text.splitlines()[0]:.60}` holds what no name of a folder has"
        message = f"`into` is one folder, {what}: write it such as `/home/me/results`"
        evaluator.report(Diagnostic(stage.into.position, message, "bad-path", len(stage.into.text)))
    return text


def _chown(stage: spec.Stage, scope: Scope, evaluator: Evaluator) -> str:
    """The owner of everything that is collected; empty for root."""
    if stage.chown is None:
        return ""
    text = _only_collecting(stage, stage.chown, "chown", scope, evaluator)
    if not _OWNER.fullmatch(text) and "{{" not in text:
        message = f"`chown` is `USER` or `USER:GROUP`, names or numbers, found `{text:.60}`"
        evaluator.report(Diagnostic(stage.chown.position, message, "bad-owner", len(stage.chown.text)))
    return text


def _only_collecting(stage: spec.Stage, scalar: Scalar, option: str, scope: Scope, evaluator: Evaluator) -> str:
    if not stage.collect:
        message = f"`{option}` is for what a stage collects, this one has no `collect`; add it or take `{option}` out"
        evaluator.report(Diagnostic(scalar.position, message, "bad-option", len(scalar.text)))
    return evaluator.text(scalar, scope).strip()


def _check_apart(found: Iterable[Taken], evaluator: Evaluator) -> None:
    """Two artifacts at one place would leave that of the last; so would a file where another needs a folder."""
    files: dict[str, Taken] = {}
    folders: dict[str, Taken] = {}
    for one in found:
        if one.file:
            other = files.setdefault(one.file, one)
            if other is not one:
                _report_both(one, other, evaluator)
                return
        folder = one.folder
        while folder and folder not in folders:
            folders[folder] = one
            folder = folder.rpartition("/")[0]
    _check_no_file_is_folder(files, folders, evaluator)


def _report_both(one: Taken, other: Taken, evaluator: Evaluator) -> None:
    if one.copy.origin == other.copy.origin:
        message = f"two artifacts of `{one.copy.origin}` bring `{one.file}`: give one of them another `to`"
    else:
        owners = f"`{one.copy.origin}` and `{other.copy.origin}`"
        message = f"{owners} both bring `{one.file}`: put `{{{{ cell }}}}` into `to`"
    if one.copy.to.endswith("/"):
        message += f", or write `path: {one.path}/` if it is a folder whose contents differ"
    evaluator.report(Diagnostic(one.copy.position, message, "clashing-artifacts"))


def _check_no_file_is_folder(files: Mapping[str, Taken], folders: Mapping[str, Taken], evaluator: Evaluator) -> None:
    for path in files.keys() & folders.keys():
        one, other = files[path], folders[path]
        if one.looks_like_file and one is not other:
            message = (
                f"`{path}` is a file of `{one.copy.origin}` and a folder for `{other.copy.origin}`: give one of them "
                f"another `to`, or write `path: {one.path}/` if it is a folder"
            )
            evaluator.report(Diagnostic(one.copy.position, message, "clashing-artifacts"))
            return
