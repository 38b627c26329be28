"""A stage that is written by hand and the same stage of a spec are the same vertices: they share a cache."""

from __future__ import annotations

import json

import pytest

from tests.e2e.engine import Built, Engine
from tests.planned import dockerfile

pytestmark = pytest.mark.engine

HAND = r"""
ARG BASE=busybox
FROM ${BASE} AS donor
RUN mkdir /d && echo given >/d/file
FROM busybox AS s
RUN echo one
RUN echo one && \
    echo 'two  words' | cat && \
	echo "$(echo three)"
RUN set -eux; \
    echo a; \
    echo b
RUN echo a; \
    # a comment of the author
    echo b
RUN --mount=type=bind,from=donor,source=/d,target=/d --network=none cat /d/file
RUN --mount=type=cache,target=/c --mount=type=tmpfs,target=/t,size=1m touch /c/x /t/x
RUN <<EOF
echo one
false
echo two
EOF
RUN <<-EOF
	set -e
	echo one
	echo two
EOF
RUN cat <<EOF >/written && cat /written
$HOME
  two
EOF
RUN <<EOF
#!/bin/sh
echo script
EOF
RUN ["echo", "a b", "$HOME"]
RUN [ -d /bin ] && echo there
SHELL ["/bin/sh", "-e", "-c"]
RUN <<EOF
echo three
echo four
EOF
COPY --from=donor --chmod=0600 --chown=1:2 --exclude=*.o /d /copied/
COPY --chown=1:2 <<CONTENT /text
one
CONTENT
ENV A="b c"
WORKDIR /copied
RUN export B=c; test "$A$B" = "b cc"
"""
SPEC = r"""
args: BASE=busybox
stages:
  donor: {from: "${BASE}", steps: [mkdir /d && echo given >/d/file]}
  s:
    from: busybox
    steps:
      - echo one
      - "echo one && \\\n    echo 'two  words' | cat && \\\n\techo \"$(echo three)\""
      - run: |
          set -eux; \
              echo a; \
              echo b
      - {run: "echo a; \\\n    echo b", errexit: false}
      - run: cat /d/file
        mounts: [{type: bind, from: donor, source: /d, target: /d}]
        network: none
      - run: touch /c/x /t/x
        mounts: [{target: /c, type: cache}, {type: tmpfs, target: /t, size: 1m}]
      - {run: "echo one\nfalse\necho two\n", errexit: false}
      - run: |
          set -e
          echo one
          echo two
      - run: |
          cat <<EOF >/written && cat /written
          $HOME
            two
          EOF
      - run: |
          #!/bin/sh
          echo script
      - run: [echo, a b, $HOME]
      - "[ -d /bin ] && echo there"
      - shell: [/bin/sh, -e, -c]
      - "echo three\necho four\n"
      - {copy: /d /copied/, from: donor, chmod: "0600", chown: "1:2", exclude: "*.o"}
      - {copy: /text, content: one, chown: "1:2"}
      - env: {A: b c}
      - workdir: /copied
      - {run: test "$A$B" = "b cc", env: {B: c}}
tests: {t: {from: s, steps: [{run: make}]}}
"""


def test_stage__is_the_same_vertices_as_one_written_by_hand(engine: Engine) -> None:
    by_hand = _built(engine, HAND)
    by_cigen = _built(engine, dockerfile(SPEC))
    assert len([name for name in by_hand if "RUN" in name]) == 15
    assert set(by_hand.values()) == set(by_cigen.values())


def _built(engine: Engine, text: str) -> dict[str, str]:
    """The digests of what the stages `s` and `donor` do, by BuildKit's name for each."""
    built: Built = engine.build(text, target="s", output="type=cacheonly", progress="rawjson")
    assert built.code == 0, built.log
    lines = [json.loads(line) for line in built.log.splitlines() if line.startswith("{")]
    found = {one["name"]: one["digest"] for line in lines for one in line.get("vertexes") or ()}
    return {name: digest for name, digest in found.items() if name.startswith(("[s ", "[donor "))}
