"""Artifacts that a cell may lack."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cigen.plan.manifest import Manifest
from tests import factories


def _manifest(*, optional: bool) -> Manifest:
    planned = factories.manifest(1, artifacts=["log"])
    test = planned.tests[0]
    artifacts = tuple(replace(one, optional=optional) for one in test.artifacts)
    return replace(planned, tests=(replace(test, artifacts=artifacts),))


@pytest.mark.parametrize(("optional", "red"), [(True, False), (False, True)])
def test_amiss__only_an_optional_artifact_may_be_missing(optional: bool, red: bool) -> None:
    files = factories.green(_manifest(optional=optional)) | {"cells/test-1/gathered": b"artifact 1 missing\n"}
    report = factories.report(files)
    assert report.red is red
    assert [artifact.missing for artifact in report.cells[0].artifacts] == ([] if optional else [True])


def test_amiss__an_optional_artifact_that_is_there_is_told_of() -> None:
    report = factories.report(factories.green(_manifest(optional=True)))
    assert [(one.path, one.missing) for one in report.cells[0].artifacts] == [("log", False)]
