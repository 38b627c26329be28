"""The action is really run, by bash: what reaches the command, what comes back, what is refused."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path

import pytest

from cigen.cli import _parser
from cigen.edge.runner import OUTPUTS
from tests.actionrun import ACTION, JOB, ROOT, STEPS, TOKEN, Job, expand
from tests.fakegithub import FakeGitHub
from tests.test_action import MODES, SPECIAL

CHOSEN = {"stages": "true", "fail-on": "new", "summary": "true", "untrusted": "true", "annotations": "off"}
CHOSEN |= {"when": "change", "green": "delete", "check-run": "true", "push": "true"}
"""Values other than the default, for the inputs that take no other text."""
FAKE = """\
import json, os, sys
known = {name: value for name, value in os.environ.items() if name.startswith(("CIGEN_", "GITHUB_TOKEN"))}
with open("seen.json", "w") as file:
    json.dump({"arguments": sys.argv[1:], "environ": known, "isolated": sys.flags.isolated}, file)
with open(os.environ["GITHUB_OUTPUT"], "a") as file:
    file.writelines(f"{name}={name} is set\\n" for name in OUTPUTS)
"""
GREEN = '<testsuite name="s"><testcase name="a"/></testsuite>'
RED = '<testsuite name="s"><testcase name="a"/><testcase name="b"><failure>no</failure></testcase></testsuite>'


@pytest.fixture
def fake(tmp_path: Path) -> Job:
    """A job with a cigen that only writes down what it is given."""
    action = tmp_path / "action"
    (action / "cigen").mkdir(parents=True)
    (action / "cigen/__main__.py").write_text(FAKE.replace("OUTPUTS", repr(OUTPUTS)))
    shutil.copyfile(ROOT / "requirements.lock", action / "requirements.lock")
    return Job(tmp_path / "a jöb", action).installed(packages=False)


@pytest.fixture
def job(tmp_path: Path) -> Job:
    """A job with this cigen."""
    return Job(tmp_path / "the job").installed(packages=True)


@pytest.mark.parametrize("mode", MODES)
def test_inputs__each_reaches_the_command_of_the_modes_that_it_is_said_to_be_for(fake: Job, mode: str) -> None:
    given = {name: CHOSEN.get(name, f"the {name}\nits second line") for name in ACTION["inputs"]} | {"mode": mode}
    ran = fake.use(**given)
    seen = json.loads((fake.workspace / "seen.json").read_text())
    environ = seen["environ"]

    assert (ran.code, ran.text, seen["isolated"]) == (0, "", 1)
    assert seen["arguments"] == MODES[mode].split()
    for name, one in ACTION["inputs"].items():
        variable = SPECIAL.get(name, f"CIGEN_{name.upper().replace('-', '_')}").replace("SUMMARY", "CIGEN_SUMMARY")
        if name == "summary":
            given[name] = environ.get(variable, "not given")
        if mode in modes(one["description"]) and name != "mode":
            assert given[name] in environ[variable], name
        elif not {other for other in given if SPECIAL.get(other) == variable} - {name}:
            assert given[name] not in environ.get(variable, ""), name


@pytest.mark.parametrize("mode", MODES)
def test_inputs__each_becomes_the_value_of_an_option_of_the_real_command(mode: str) -> None:
    (step,) = [one for one in STEPS if one.get("if") == f"${{{{ inputs.mode == '{mode}' }}}}"]
    numbers = {"pull-request": "7"}
    given = {name: CHOSEN.get(name) or numbers.get(name, f"the {name}") for name in ACTION["inputs"]} | {"mode": mode}
    environ = {name: expand(value, given) for name, value in step["env"].items()} | {"CIGEN_SUMMARY": "the summary"}
    parser, _ = _parser(MODES[mode].split(), environ)
    args = vars(parser.parse_args(MODES[mode].split()))

    for name, value in environ.items():
        if name.startswith("CIGEN_") and name not in ("CIGEN_JOB", *(["CIGEN_SUMMARY"] * ("summary" not in args))):
            found = args[name.removeprefix("CIGEN_").lower()]
            shown = found if isinstance(found, list) else str(found).lower() if isinstance(found, bool) else str(found)
            assert shown in (value, [line for line in value.splitlines() if line]), name


def modes(description: str) -> set[str]:
    """The modes that an input's description names behind `Mode`, or in brackets where it is the token's."""
    return set(re.findall("`([a-z-]+)`", description.rpartition(" Mode")[2] or "")) | set(
        re.findall(r"mode `([a-z-]+)`", description)
    )


def test_inputs__the_command_is_told_the_job_and_the_summary_only_where_it_is_wanted(fake: Job) -> None:
    fake.use(mode="report")
    with_summary = json.loads((fake.workspace / "seen.json").read_text())["environ"]
    fake.use(mode="report", summary="false")
    without = json.loads((fake.workspace / "seen.json").read_text())["environ"]

    assert with_summary["CIGEN_JOB"] == JOB
    assert with_summary["CIGEN_SUMMARY"] == str(fake.folder / "call-1/summary.md")
    assert "CIGEN_SUMMARY" not in without


@pytest.mark.parametrize("mode", ["build", "report"])
def test_outputs__every_one_is_set(fake: Job, mode: str) -> None:
    assert fake.use(mode=mode).outputs == {name: f"{name} is set" for name in OUTPUTS}


@pytest.mark.parametrize("name", ["mode", *CHOSEN])
@pytest.mark.parametrize("value", ["yes", "TRUE", "", "true\n::add-mask::e", "##[error]x"])
def test_inputs__what_is_no_choice_is_refused_by_one_message(fake: Job, name: str, value: str) -> None:
    ran = fake.use(**{"mode": "report", name: value})

    if (name, value) == ("fail-on", ""):
        assert ran.code == 0
        return
    assert (ran.code, ran.steps) == (2, ("Check the inputs",))
    assert len(ran.text.splitlines()) == 1
    assert ran.text.startswith(f"::error title=cigen::the input '{name}' is '")
    assert "::add-mask" not in ran.text
    assert "##[" not in ran.text


def test_report__a_heap_of_junit_files_needs_no_spec(job: Job) -> None:
    for name, text in {"one/junit-a.xml": GREEN, "two/deep/junit-b.xml": RED, "two/pom.xml": "<project/>"}.items():
        (job.workspace / name).parent.mkdir(parents=True, exist_ok=True)
        (job.workspace / name).write_text(text)
    ran = job.use(mode="report", files="**/junit*.xml", report_name="unit tests")

    assert ran.code == 1
    assert {**ran.outputs} == {**ran.outputs, "outcome": "failed", "total": "3", "passed": "2", "failed": "1"}
    assert all(ran.outputs.values())
    assert ran.summary.startswith("## ❌ unit tests: 1 of 3 tests failed")
    assert "cigen:report unit tests" in (job.workspace / "cigen-report/comment.md").read_text()


def test_report__paths_and_files_are_one_list(job: Job) -> None:
    for name in ("a.xml", "b.xml", "c.xml"):
        (job.workspace / name).write_text(GREEN)

    assert job.use(mode="report", paths="a.xml\nb.xml", files="\nc*.xml\n").outputs["total"] == "3"


def test_report__no_file_is_red(job: Job) -> None:
    ran = job.use(mode="report", files="**/junit*.xml")

    assert (ran.code, ran.outputs["outcome"]) == (1, "failed")


@pytest.mark.parametrize(
    ("ended", "code", "outcome"),
    [
        ("", 0, "passed"),
        ("base=success\ntest=success\n", 0, "passed"),
        ("base=success\ntest=failure\n", 1, "failed"),
        ("test=", 2, None),
    ],
)
def test_report__green_results_count_only_where_their_jobs_ended_well(
    job: Job, ended: str, code: int, outcome: str | None
) -> None:
    (job.workspace / "junit.xml").write_text(GREEN)
    ran = job.use(mode="report", files="junit.xml", ended=ended)

    assert (ran.code, ran.outputs["outcome"] or None) == (code, outcome)
    assert ("1 job ended badly" in ran.summary) is (code == 1)


def test_comment__is_posted_with_the_token(job: Job, server: FakeGitHub) -> None:
    (job.workspace / "junit.xml").write_text(GREEN)
    job.use(mode="report", files="junit.xml")
    job.env |= {"GITHUB_API_URL": server.url, "GITHUB_REPOSITORY": "me/project", "NO_PROXY": "127.0.0.1,localhost"}
    ran = job.use(mode="comment", pull_request="7")

    assert ran.code == 0, ran.text
    assert TOKEN not in ran.text
    (comments,) = server.comments.values()
    assert "<!-- cigen:report " in str(comments)


def test_environment__nothing_of_the_workspace_or_its_variables_is_imported(job: Job) -> None:
    (job.workspace / "junit.xml").write_text(GREEN)
    for name in ("sitecustomize.py", "usercustomize.py", "requests.py", "jinja2.py", "json.py", "cigen.py"):
        (job.workspace / name).write_text("raise SystemExit('the workspace was imported')\n")
    job.env |= {"PYTHONPATH": str(job.workspace), "PYTHONSTARTUP": "sitecustomize.py", "PYTHONSAFEPATH": ""}

    assert job.use(mode="report", files="junit.xml").code == 0


def test_environment__a_poor_locale_does_not_stop_it(job: Job) -> None:
    (job.workspace / "junit.xml").write_text(RED)
    job.env |= {"LANG": "C", "LC_ALL": "C", "PYTHONIOENCODING": ""}
    ran = job.use(mode="report", files="junit.xml")

    assert (ran.code, "Traceback" in ran.text) == (1, False)


def test_environment__a_job_may_call_the_action_from_two_folders(fake: Job) -> None:
    """As `./` and as `owner/repository@commit`: each call runs its own cigen."""
    other = shutil.copytree(fake.action, fake.folder / "other")
    (other / "cigen/__main__.py").write_text("open('other', 'w')\n")
    first, fake.action = fake.action, other
    fake.use(mode="report")
    assert [path.name for path in fake.workspace.iterdir()] == ["other"]
    fake.action = first
    fake.use(mode="report")

    assert (fake.workspace / "seen.json").exists()


def test_environment__no_python_is_said_with_the_remedy(tmp_path: Path) -> None:
    job = Job(tmp_path / "job")
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("bash", "cat", "rm"):
        (tools / name).symlink_to(shutil.which(name) or "")
    old = tools / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    job.env["PATH"] = str(tools)
    ran = job.use(mode="report")

    assert (ran.code, ran.steps[-1]) == (4, "Install cigen")
    assert len(ran.errors) == 1
    assert "no Python 3.11 or later is in PATH: run actions/setup-python before" in ran.text


def test_environment__windows_is_refused_with_the_remedy(fake: Job) -> None:
    fake.env["RUNNER_OS"] = "Windows"
    ran = fake.use(mode="report")

    assert (ran.code, ran.steps[-1]) == (4, "Install cigen")
    assert "cigen does not run on Windows: upload the results there" in ran.text


def test_environment__a_python_of_another_name_is_found(fake: Job, tmp_path: Path) -> None:
    """Where `python3` is too old, as on Debian 11, `python3.11` may be there as well."""
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "python3").write_text("#!/bin/sh\nexit 1\n")
    (tools / "python3.12").write_text("#!/bin/sh\necho python3.12 was asked; exit 1\n")
    (tools / "python3.11").write_text('#!/bin/sh\necho "$*" >> "$RUNNER_TEMP/asked"; [ "$3" != venv ]\n')
    for tool in tools.iterdir():
        tool.chmod(0o755)
    for name in ("bash", "cat", "rm"):
        (tools / name).symlink_to(shutil.which(name) or "")
    fake.env["PATH"] = str(tools)
    (fake.venv / "requirements.lock").unlink()
    ran = fake.use(mode="report")

    assert ran.errors == [
        "::error title=cigen::python3.11 makes no virtual environment: install python3-venv on the runner, "
        "or run actions/setup-python before"
    ]
    assert f"-I -m venv --without-pip {fake.venv}" in (fake.temp / "asked").read_text()


def test_environment__what_pip_put_elsewhere_is_said_and_not_taken_for_installed(fake: Job, tmp_path: Path) -> None:
    """As with a `target` in pip.conf; a variable that says so is not heeded."""
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "python3").write_text(
        "#!/bin/sh\n"
        'if [ "$3" = venv ]; then mkdir -p "$5/bin"; cp "$RUNNER_TEMP/empty" "$5/bin/python"; fi\n'
        'if [ "$3" = pip ]; then echo "dry run: $PIP_DRY_RUN" >> "$RUNNER_TEMP/asked"; fi\n'
    )
    empty = fake.temp / "empty"
    empty.write_text('#!/bin/sh\necho "no module among $3" >&2; exit 1\n')
    for tool in (tools / "python3", empty):
        tool.chmod(0o755)
    for name in ("bash", "cat", "cp", "mkdir", "rm"):
        (tools / name).symlink_to(shutil.which(name) or "")
    fake.env |= {"PATH": str(tools), "PIP_DRY_RUN": "1"}
    (fake.venv / "requirements.lock").unlink()
    ran = fake.use(mode="report")

    assert (ran.code, ran.steps[-1], len(ran.errors)) == (4, "Install cigen", 1)
    assert "cigen can't import what was installed for it: Python says why above" in ran.text
    assert (fake.temp / "asked").read_text() == "dry run: \n"
    assert not (fake.venv / "requirements.lock").exists()
    (project,) = re.findall(r"^dependencies = \[\n(.*?)^\]", (ROOT / "pyproject.toml").read_text(), re.M | re.S)
    needed = {name.replace("-", "_").replace("ruamel_", "ruamel.") for name in re.findall(r'"([a-z0-9.-]+)>', project)}
    assert set(re.findall(r"[\w.]+", ran.text.partition("import ")[2].partition("\n")[0])) == needed


def test_environment__is_the_one_of_this_lock(fake: Job) -> None:
    """One that was made for another lock, or not made to its end, is made anew: here, where nothing can be had."""
    (fake.venv / "requirements.lock").write_text("idna==1.0 --hash=sha256:00\n")
    (fake.venv / "left-over").touch()
    fake.env |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "", "CIGEN_WHEELS": str(fake.temp / "none")}
    ran = fake.use(mode="report")

    assert (ran.code, ran.steps[-1]) == (4, "Install cigen")
    assert not (fake.venv / "left-over").exists()
    assert not (fake.venv / "requirements.lock").exists()
    assert len(ran.errors) == 1
    assert os.listdir(fake.workspace) == []
