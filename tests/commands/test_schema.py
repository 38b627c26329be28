"""`cigen schema`, from the command line to what it prints."""

import json
from pathlib import Path

from tests.commandline import cigen


def test_schema__is_printed_as_the_docs_folder_keeps_it(tmp_path: Path) -> None:
    result = cigen("schema", cwd=tmp_path)
    assert (result.code, result.err) == (0, "")
    assert result.out == (Path(__file__).parents[2] / "docs" / "cigen.schema.json").read_text()
    assert json.loads(result.out)["required"] == ["tests"]
