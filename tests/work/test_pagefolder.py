"""A project's own pages: read from its repository, looked at by `cigen check`, and carried by the results."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cigen.errors import OutsideError
from cigen.plan.manifest import from_json
from cigen.work.pagefolder import MOST, read_pages
from cigen.work.project import open_project
from tests.commandline import SMALLEST, cigen, project

SPEC = f"report: {{templates: pages}}\n{SMALLEST}"


def folder(path: Path, **pages: bytes) -> Path:
    (path / "pages").mkdir()
    for name, data in pages.items():
        (path / "pages" / f"{name}.md.j2").write_bytes(data)
    return project(path, SPEC)


def said(path: Path) -> str:
    result = cigen("check", cwd=path)
    assert result.code == 3
    return result.err


def test_pages__travel_with_the_results(tmp_path: Path) -> None:
    text = "# {{ title }}\r\n`EOF`\n$(x) \u2028 \\ 'MANIFEST'\nMANIFEST\nno line end"
    root = folder(tmp_path, summary=text.encode(), comment=b"short")
    (root / "pages/other.md.j2").write_text("not ours")

    found = open_project(None, root)

    assert found.plan.manifest.templates == (("summary.md.j2", text), ("comment.md.j2", "short"))
    body = found.dockerfiles[0].text.partition("/manifest.json\n")[2]
    assert from_json(body[: body.index("\n]}\n") + 4]).templates == found.plan.manifest.templates


def test_pages__of_any_size_that_is_taken_fit_a_dockerfile(tmp_path: Path) -> None:
    root = folder(tmp_path, summary=b"\x01" * MOST, comment=("é" * (MOST // 2)).encode())

    text = open_project(None, root).dockerfiles[0].text

    assert max(len(line.encode()) for line in text.split("\n")) < 65_535
    assert cigen("check", cwd=root).code == 0


def test_pages__one_is_enough_and_none_is_not(tmp_path: Path) -> None:
    root = folder(tmp_path, comment=b"x")
    assert read_pages(root / "pages") == (("comment.md.j2", "x"),)
    (root / "pages/comment.md.j2").unlink()

    assert "cigen.yml:1:21: `pages`: holds neither summary.md.j2 nor comment.md.j2: put one of them there" in said(root)
    (root / "pages").rmdir()
    assert "`pages`: is no folder: name one that holds summary.md.j2 or comment.md.j2 [bad-pages]" in said(root)


def test_pages__a_template_that_can_not_be_one_is_shown_at_its_line(tmp_path: Path) -> None:
    root = folder(tmp_path, summary=b"fine\n{% if %}\n", comment=b"{{ x | nosuch }}")

    text = said(root)

    assert "pages/summary.md.j2:2:1: " in text
    assert "    2 | {% if %}\n" in text
    assert "pages/comment.md.j2:1:1: " in text
    assert text.endswith("2 problems\n")


def test_pages__a_value_that_is_none_is_shown_at_its_line(tmp_path: Path) -> None:
    text = said(folder(tmp_path, summary=b"# {{ title }}\n{{ titel }}\n{{ fact }}\n", comment=b"{{ nwes }}"))

    assert (
        "pages/summary.md.j2:2:1: there is no value `titel`: did you mean `title`? [bad-page]\n    2 | {{ titel }}"
        in text
    )
    assert "pages/summary.md.j2:3:1: there is no value `fact`: did you mean `facts`? [bad-page]" in text
    assert "pages/comment.md.j2:1:1: there is no value `nwes`: did you mean `news`? [bad-page]" in text
    assert text.endswith("3 problems\n")


def test_pages__what_is_no_text_is_shown_at_its_byte(tmp_path: Path) -> None:
    assert "pages/summary.md.j2:2:2: the byte 0xff is not UTF-8" in said(folder(tmp_path, summary=b"a\nb\xff"))


@pytest.mark.parametrize(("size", "code"), [(MOST - 1, 0), (MOST, 0), (MOST + 1, 3)])
def test_pages__are_bounded(tmp_path: Path, size: int, code: int) -> None:
    root = folder(tmp_path, summary=b"x" * size)

    result = cigen("check", cwd=root)

    assert result.code == code
    assert ("summary.md.j2: can't be read: it has more than 100,000 bytes [bad-pages]" in result.err) == (code == 3)


def test_pages__a_link_can_not_bring_in_what_is_elsewhere(tmp_path: Path) -> None:
    root = folder(tmp_path, summary=b"x")
    (tmp_path / "secret").write_text("token")
    (root / "pages/comment.md.j2").symlink_to(tmp_path / "secret")

    assert "comment.md.j2: leads out of its folder: put the file itself there" in said(root)
    with pytest.raises(OutsideError, match="leads out"):
        read_pages(root / "pages")


def test_pages__a_folder_that_is_a_link_out_of_the_repository_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/summary.md.j2").write_text("x")
    root = project(tmp_path / "in", SPEC)
    (root / "pages").symlink_to(tmp_path / "out")

    assert "`pages` is outside the project" in said(root)


def test_pages__a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    root = folder(tmp_path)
    os.mkfifo(root / "pages/summary.md.j2")

    assert "summary.md.j2: can't be read: it is no regular file" in said(root)
