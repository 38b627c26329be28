"""An `onbuild` step in, its ONBUILD out, if a Dockerfile can hold its instruction there.

https://docs.docker.com/reference/dockerfile/#onbuild
"""

from __future__ import annotations

import difflib
import re

from cigen.plan.model import Instruction, Onbuild
from cigen.plan.translator import Translator
from cigen.spec import steps as spec

KEYWORDS = (
    "ADD",
    "ARG",
    "CMD",
    "COPY",
    "ENTRYPOINT",
    "ENV",
    "EXPOSE",
    "HEALTHCHECK",
    "LABEL",
    "RUN",
    "SHELL",
    "STOPSIGNAL",
    "USER",
    "VOLUME",
    "WORKDIR",
)
_NEVER = ("FROM", "MAINTAINER", "ONBUILD")


def onbuild(translator: Translator, step: spec.OnbuildStep) -> tuple[Instruction, ...]:
    """ONBUILD of an instruction as it stands in a Dockerfile."""
    text = translator.line(step.onbuild, step).strip()
    problem = _problem(text)
    if problem and text:
        translator.report(step.onbuild.position, problem, "bad-onbuild", len(text.split()[0]))
    return () if problem else (Onbuild(step.onbuild.position, text),)


def _problem(text: str) -> str:
    """Why this can't stand behind ONBUILD; empty where it can."""
    keyword, _, rest = text.partition(" ")
    name = keyword.upper()
    if name in _NEVER:
        return f"`onbuild` can't hold {name}, as no image would take it; write another instruction"
    if name not in KEYWORDS:
        near = difflib.get_close_matches(name, KEYWORDS, n=1)
        hint = f"did you mean `{near[0]}`?" if near else f"there are: {', '.join(KEYWORDS)}"
        return f"`onbuild`: `{keyword:.40}` is no instruction of a Dockerfile, {hint}"
    if not rest.strip():
        return f"`onbuild`: {name} needs something behind it, write the whole instruction"
    if re.search(r"(?:^|\s)[0-9]*<<-?[^<\s]", rest):
        return "`onbuild` can't hold a here-document, it is one line; write the command without `<<`"
    return ""
