"""Dockerfiles as hypothesis makes them, and as they are printed."""

from __future__ import annotations

from hypothesis import strategies as st

from cigen.adopt.dockerfile import Dockerfile, Instruction

WORD = st.text("abcxyz019._-/=$", min_size=1, max_size=8).filter(lambda word: not word.startswith("-"))
LINE = st.lists(WORD, min_size=1, max_size=4).map(" ".join)
COMMENT = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12).map(
    lambda text: f"about {text}"
)
BODY = st.lists(st.text(st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp")), max_size=20), max_size=4)


@st.composite
def instruction_texts(draw: st.DrawFn) -> str:
    """The text of one instruction, with comments, continued lines and here-documents."""
    keyword = draw(st.sampled_from(["RUN", "COPY", "ENV", "CMD", "run", "Workdir"]))
    above = "".join(f"# {comment}\n" for comment in draw(st.lists(COMMENT, max_size=2)))
    lines = draw(st.lists(LINE, min_size=1, max_size=4))
    inside = draw(st.sampled_from(["", "  # between\n", "\n", "\t\n"]))
    heredocs = draw(st.lists(BODY, max_size=2)) if keyword in ("RUN", "COPY", "run") else []
    names = [f"END{number}" for number in range(len(heredocs))]
    marks = "".join(f" <<{name}" for name in names)
    bodies = "".join(
        "".join(f"{line}\n" for line in body) + f"{name}\n" for name, body in zip(names, heredocs, strict=True)
    )
    return f"{above}{keyword} " + f" \\\n{inside}    ".join(lines) + marks + "\n" + bodies


def dockerfile_texts() -> st.SearchStrategy[str]:
    """Whole Dockerfiles."""
    return st.lists(instruction_texts(), min_size=1, max_size=6).map(lambda parts: "FROM busybox\n" + "".join(parts))


def printed(dockerfile: Dockerfile) -> str:
    """The Dockerfile as text again: comments, flags, every piece on its line, here-documents."""
    return "".join(map(_instruction, dockerfile.instructions)) + "".join(f"# {line}\n" for line in dockerfile.tail)


def _instruction(one: Instruction) -> str:
    comments = "".join(f"# {line}\n" for line in one.comments)
    flags = "".join(f"{flag} " for flag in one.flags)
    bodies = "".join(f"{document.body}{document.mark.name}\n" for document in one.heredocs)
    return f"{comments}{one.keyword} {flags}" + "\\\n".join(one.pieces) + f"\n{bodies}"
