"""Every kind of step in a real build: what arrives in the containers and in the image."""

from __future__ import annotations

import io
import json
import tarfile
import uuid
from dataclasses import dataclass
from typing import Any

import pytest

from cigen.spec.load import load
from cigen.spec.steps import STEP_KINDS, step_kind
from cigen.yamltext import parse
from tests.e2e.command import Done, Folder
from tests.e2e.engine import Engine

pytestmark = pytest.mark.engine

SPEC = r"""name: kinds
args: {BUSYBOX: latest, NONE: none}
stages:
  donor:
    from: busybox
    steps:
      - {env: {FRESH: "@FRESH"}}
      - mkdir /d && echo given >/d/file && echo left out >/d/file.o
  image:
    from: debian:bookworm-slim
    steps:
      - arg: {VERSION: "1.2", TWO: two words}
      - arg: GIVEN
      - env:
          QUOTES: say "hi", it's
          DOLLAR: $VERSION-${VERSION}x
          ESCAPED: \$VERSION
          DEFAULT: ${NOTHING:-fallback}
          BACKSLASH: a\b\\c
          EMPTY: ""
          SPACES: "  two  words "
          HASH: "# no comment"
          JSON: '{"a": [1, "b"]}'
          TAB: "a\tb"
          LETTERS: Grüße 日本 🙂
          FROM_ARGS: $TWO, $GIVEN
      - env: {LATER: <$QUOTES>}
      - shell: [/bin/bash, -euo, pipefail, -c]
      - label: {plain: yes, "org.example.a": two words, quoted: 'a "b" $VERSION'}
      - {copy: local.txt /srv/, chown: "1000:1000", chmod: "0640"}
      - {copy: [local.txt, "with space.txt"], to: /srv/both/, link: true}
      - {copy: /d/ /srv/d/, from: donor, exclude: "*.o"}
      - copy: /srv/text
        content: |
          $HOME, ${x%.*}, `date` and {{ 1 + 1 }}
          CONTENT
            'single' "double" \ at the end \
          #{}
      - {add: local.tar /srv/unpacked/, chown: "1000"}
      - workdir: /srv
      - workdir: deeper
      - run: 'printf "%s\n" "one: $(pwd)" "{$VERSION}" | cat >/srv/one'
      - run: |
          words=(x 'y z')
          echo "many: ${#words[@]}" >/srv/many
          printf '{%s}\n' "${words[@]}" >>/srv/many
      - {run: "echo '{{.Id}} ${{ raw }}' >/srv/raw", raw: true}
      - {run: 'echo "$ONLY" >/srv/env', env: {ONLY: "it's $HOME and \"q\""}}
      - {run: echo never >/srv/never, when: 1 > 2}
      - run: |
          test -s /bound/file
          cat /secret >/srv/secret
          touch /cached/x
          ls /sys/class/net >/srv/net
        network: none
        mounts:
          - {type: bind, from: donor, source: /d, target: /bound}
          - {type: secret, id: word, target: /secret}
          - {type: cache, target: /cached}
      - {run: "@LONG"}
      - expose: [8080, 53/udp]
      - volume: [/data, /with space]
      - healthcheck: curl -f "http://localhost/$VERSION" || exit 1
        interval: 30s
        retries: 2
      - entrypoint: [/bin/echo, "a b", $VERSION]
      - cmd: echo 'a  b' $VERSION
      - stopsignal: SIGINT
  trigger:
    from: busybox
    steps:
      - onbuild: RUN mkdir /triggered && echo run >/triggered/run
      - onbuild: COPY local.txt /triggered/
  child: {from: trigger, steps: [cp -r /triggered /kept]}
  written:
    from: "busybox:${BUSYBOX:-$NONE}"
    steps:
      - run: [sh, -c, 'echo "$0" "$HOME" "$A" >/list', $HOME]
        env: {A: own}
      - {run: "false\necho went on >/on", errexit: false}
      - run: |
          echo one >/continued && \
            echo 'two  words' >>/continued && \
              echo "$(echo three | \
            cat)" >>/continued
      - run: |
          cat <<EOF >/heredoc
            $HOME \$HOME
          EOF
      - run: |
          set -e
          grep ' /t ' /proc/mounts | cut -d ' ' -f 3,4 | grep -o 'tmpfs\|size=[0-9]*k' >/tmpfs
          test ! -e "$SSH_AUTH_SOCK"
          echo "$WORD" | grep -c 'a secret' >/word
          cat /c/file >>/word
          ! touch /bound/x 2>/dev/null
        mounts:
          - {type: tmpfs, target: /t, size: 64k}
          - {type: ssh}
          - {type: secret, id: word, env: WORD, required: true}
          - {TARGET: /c, type: cache, id: "cigen-@FRESH", from: donor, source: /d, sharing: locked}
          - {target: /bound, from: donor}
      - {copy: [/d/, local.txt], to: /nothing/, when: false}
  repository:
    from: buildpack-deps:bookworm
    steps:
      - run: |
          git init -q -b main /repository
          cd /repository
          git config user.name somebody
          git config user.email somebody@example.org
          for number in 1 2 3; do echo $number >file; git add file; git commit -qm $number; git tag v$number; done
tests:
  t:
    from: image
    matrix: {n: [1, 2]}
    let: {double: "{{ n * 2 }}"}
    steps:
      - name: environment
        run: |
          for name in QUOTES DOLLAR ESCAPED DEFAULT BACKSLASH EMPTY SPACES HASH JSON TAB LETTERS FROM_ARGS LATER; do
            printf '%s=<%s>\n' "$name" "${!name}"
          done
      - {name: files, run: "cd /srv; tail -n +1 one many raw env secret net text unpacked/inner d/* both/*; ls"}
      - {name: owners, run: "stat -c '%n %u:%g %a' /srv/local.txt /srv/unpacked/inner"}
      - {name: one line, run: "a=(x 'y z'); printf '{%s}' ${#a[@]} \"${a[1]}\"; x=a.b.c; echo ${x%%.*} ${x#*.}"}
      - {name: raw, run: "echo '{{.Id}} ${{ raw }}'", raw: true}
      - {name: expression, run: "echo {{ n }} {{ double }} {{ cell }} '${{ github.sha }}'"}
      - env: {CELL: "{{ n }} of $DOLLAR", QUOTES: changed}
      - {name: own, run: 'echo "$CELL|$QUOTES|$ONLY|$(pwd)"', env: {ONLY: "it's $HOME"}}
      - {name: second, when: n == 2, run: echo second}
      - {name: long, run: "@LONG"}
      - user: "1000:1000"
      - workdir: /tmp/deep
      - {name: user, run: id -u && pwd}
      - shell: [/bin/sh, -c]
      - {name: shell, run: "echo ${BASH_VERSION-none}; false | echo no pipefail"}
      - {name: mounts, run: cat /bound/file /secret, mounts: [
          {type: bind, from: donor, source: /d, target: /bound},
          {type: secret, id: word, target: /secret, mode: "0444"}]}
      - {copy: /d/file copied, from: donor}
      - {name: copied, run: cat copied}
    artifacts: [{path: copied}]
  onbuild: {from: child, steps: [{name: kept, run: head -n 9 /kept/*}]}
  forms:
    from: written
    steps:
      - {name: forms, run: tail -n +1 list on continued heredoc tmpfs word}
      - {name: list, run: [printf, '%s.', a b, $HOME]}
      - {name: on, run: "false\necho went on", errexit: false}
  pipe: {from: image, steps: [false | true, echo never]}
  unset: {from: image, steps: ["echo $NOT_SET_AT_ALL", echo never]}
  lines: {from: busybox, steps: [{name: lines, run: "echo one\n(exit 9)\necho never\n"}]}
  git:
    from: repository
    steps:
      - {clone: /repository, branch: main, to: here}
      - workdir: here
      - {checkout: v2}
      - cat file
      - {checkout: main, name: back}
      - {name: head, run: cat file; git status --short}
"""
LONG = "\n".join([*(f": {number:0>60}" for number in range(2200)), "echo $((2200 * 60))", "echo the end"])
ENVIRONMENT = r"""QUOTES=<say "hi", it's>
DOLLAR=<1.2-1.2x>
ESCAPED=<$VERSION>
DEFAULT=<fallback>
BACKSLASH=<a\b\\c>
EMPTY=<>
SPACES=<  two  words >
HASH=<# no comment>
JSON=<{"a": [1, "b"]}>
TAB=<a	b>
LETTERS=<Grüße 日本 🙂>
FROM_ARGS=<two words, by hand>
LATER=<<say "hi", it's>>
"""
FILES = r"""==> one <==
one: /srv/deeper
{1.2}

==> many <==
many: 2
{x}
{y z}

==> raw <==
{{.Id}} ${{ raw }}

==> env <==
it's $HOME and "q"

==> secret <==
a secret

==> net <==
lo

==> text <==
$HOME, ${x%.*}, `date` and 2
CONTENT
  'single' "double" \ at the end \
#{}

==> unpacked/inner <==
inner

==> d/file <==
given

==> both/local.txt <==
local

==> both/with space.txt <==
space
both
d
deeper
env
local.txt
many
net
one
raw
secret
text
unpacked
"""
FORMS = """==> list <==
$HOME /root own

==> on <==
went on

==> continued <==
one
two  words
three

==> heredoc <==
  /root $HOME

==> tmpfs <==
tmpfs
size=64k

==> word <==
1
given
"""


@dataclass(frozen=True)
class Built:
    """A build of SPEC, and the image of its stage `image`."""

    done: Done
    image: Any

    def step(self, cell: str, name: str) -> Any:
        return next(step for step in self.done.cell(cell)["steps"] if step["name"] == name)

    def log(self, cell: str, name: str) -> str:
        return self.done.text(self.step(cell, name)["log"])


@pytest.fixture(scope="module")
def built(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = Folder(tmp_path_factory.mktemp("kinds"), engine)
    folder.spec(spec())
    for name, text in {"local.txt": "local\n", "with space.txt": "space\n", "word": "a secret\n"}.items():
        (folder.path / name).write_text(text)
    with tarfile.open(folder.path / "local.tar", "w") as tar:
        tar.addfile(_member("inner", 6), io.BytesIO(b"inner\n"))
    done = folder.cigen("build", "--build-arg", "GIVEN=by hand", "--secret", "id=word,src=word")
    assert not done.report["build"]["error"], done.stdout
    return Built(done, _image(folder))


def spec() -> str:
    long = json.dumps(LONG)
    return SPEC.replace('"@LONG"', long).replace("@FRESH", str(uuid.uuid4()))


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size = size
    return member


def _image(folder: Folder) -> Any:
    """The configuration of `image`, as an engine would run it."""
    rendered = folder.cigen("render")
    assert rendered.code == 0, rendered.stderr
    words = ("--target=image", "--output=type=oci,dest=-", "--provenance=false", "--file=.cigen/Dockerfile")
    more = ("--build-arg=GIVEN=by hand", "--secret=id=word,src=word", ".")
    done = folder.docker("buildx", "build", *words, *more)
    assert done.returncode == 0, done.stderr
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as tar:
        index = _json(tar, "index.json")
        manifest = _json(tar, _blob(index["manifests"][0]))
        return _json(tar, _blob(manifest["config"]))["config"]


def _blob(descriptor: Any) -> str:
    return "blobs/" + str(descriptor["digest"]).replace(":", "/")


def _json(tar: tarfile.TarFile, name: str) -> Any:
    stream = tar.extractfile(name)
    assert stream is not None
    return json.load(stream)


def test_spec__has_every_kind_of_step() -> None:
    loaded = load(spec(), "cigen.yml")
    assert loaded.spec is not None
    tree, _ = parse(spec(), "cigen.yml")
    assert isinstance(tree, dict)
    entries = [*tree["stages"].values(), *tree["tests"].values()]
    kinds = {step_kind(step) or "run" for entry in entries for step in entry["steps"]}
    assert kinds == set(STEP_KINDS) - {"use"}
    assert len(LONG) > 130_000


def test_build__ends_with_the_three_cells_that_fail(built: Built) -> None:
    outcomes = {cell["name"]: cell["outcome"] for cell in built.done.report["results"]["cells"]}
    assert outcomes == {
        "t-1": "passed", "t-2": "passed", "pipe": "failed", "unset": "failed", "lines": "failed", "git": "passed",
        "onbuild": "passed", "forms": "passed",
    }  # fmt: skip
    assert built.done.code == 1


def test_env__every_character_arrives(built: Built) -> None:
    assert built.log("t-1", "environment") == ENVIRONMENT


def test_files__are_where_they_belong_and_as_they_were_written(built: Built) -> None:
    assert built.log("t-1", "files") == FILES


def test_files__have_their_owners_and_modes(built: Built) -> None:
    assert built.log("t-1", "owners") == "/srv/local.txt 1000:1000 640\n/srv/unpacked/inner 1000:1000 644\n"


def test_run__shell_is_left_alone(built: Built) -> None:
    assert built.log("t-1", "one line") == "{2}{y z}a b.c\n"
    assert built.log("t-1", "raw") == "{{.Id}} ${{ raw }}\n"


def test_run__expressions_are_filled_in(built: Built) -> None:
    assert built.log("t-1", "expression") == "1 2 t-1 ${{ github.sha }}\n"
    assert built.log("t-2", "expression") == "2 4 t-2 ${{ github.sha }}\n"


def test_run__sees_the_cells_env_and_its_own(built: Built) -> None:
    assert built.log("t-2", "own") == "2 of 1.2-1.2x|changed|it's $HOME|/srv/deeper\n"


def test_run__of_more_than_127_kib_runs_to_its_end(built: Built) -> None:
    assert built.log("t-1", "long") == "132000\nthe end\n"


def test_run__mounts_are_there(built: Built) -> None:
    assert built.log("t-1", "mounts") == "given\na secret\n"


def test_when__leaves_the_step_out_where_it_is_false(built: Built) -> None:
    names = [[step["name"] for step in built.done.cell(cell)["steps"]] for cell in ("t-1", "t-2")]
    assert [name for name in names[1] if name not in names[0]] == ["second"]


def test_user_workdir_shell__hold_from_there_on(built: Built) -> None:
    assert built.log("t-1", "user") == "1000\n/tmp/deep\n"
    assert built.log("t-1", "shell") == "none\nno pipefail\n"
    assert built.log("t-1", "copied") == "given\n"


def test_shell__of_the_stage_is_the_cells(built: Built) -> None:
    assert built.step("pipe", "false | true")["exit_code"] == 1
    assert built.step("unset", "echo $NOT_SET_AT_ALL")["exit_code"] == 1
    assert "NOT_SET_AT_ALL: unbound variable" in built.log("unset", "echo $NOT_SET_AT_ALL")


def test_run__of_several_lines_stops_at_the_first_that_fails(built: Built) -> None:
    assert built.step("lines", "lines")["exit_code"] == 9
    assert built.log("lines", "lines") == "one\n"


def test_git__clones_and_checks_out(built: Built) -> None:
    assert built.log("git", "cat file") == "2\n"
    assert built.log("git", "head") == "3\n"


def test_onbuild__runs_in_the_stage_that_starts_from_it(built: Built) -> None:
    assert built.log("onbuild", "kept") == "==> /kept/local.txt <==\nlocal\n\n==> /kept/run <==\nrun\n"


def test_forms__of_a_command_all_do_what_they_say(built: Built) -> None:
    assert built.log("forms", "forms") == FORMS
    assert built.log("forms", "list") == "a b.$HOME."
    assert built.log("forms", "on") == "went on\n"


def test_image__is_configured(built: Built) -> None:
    image = built.image
    assert image["Labels"] == {"plain": "yes", "org.example.a": "two words", "quoted": 'a "b" 1.2'}
    assert set(image["ExposedPorts"]) == {"8080/tcp", "53/udp"}
    assert set(image["Volumes"]) == {"/data", "/with space"}
    assert image["StopSignal"] == "SIGINT"
    assert image["WorkingDir"] == "/srv/deeper"
    assert 'QUOTES=say "hi", it\'s' in image["Env"]


def test_image__has_its_commands(built: Built) -> None:
    bash = ["/bin/bash", "-euo", "pipefail", "-c"]
    image = built.image
    assert image["Shell"] == bash
    assert image["Entrypoint"] == ["/bin/echo", "a b", "$VERSION"]
    assert image["Cmd"] == [*bash, "echo 'a  b' $VERSION"]
    check = image["Healthcheck"]
    assert check["Test"] == ["CMD-SHELL", 'curl -f "http://localhost/$VERSION" || exit 1']
    assert (check["Interval"], check["Retries"]) == (30_000_000_000, 2)
