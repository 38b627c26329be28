"""A parser in, the option that says how jobs ended; what was given in, each job's name and result out."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from cigen.errors import UsageError

LONGEST_NAME = 100


def add_ended_option(parser: ArgumentParser) -> None:
    """The option of `cigen report`."""
    parser.add_argument(
        "--ended",
        metavar="NAME=RESULT",
        action="append",
        help="how a job ended that made results, in GitHub's word: success, failure, cancelled or skipped; "
        "one that ended badly makes green results red; may be repeated",
    )


def ended_jobs(args: Namespace) -> tuple[tuple[str, str], ...]:
    """Every job with its result."""
    return tuple(map(_job, args.ended or ()))


def _job(given: str) -> tuple[str, str]:
    from cigen.results.ended import RESULTS

    name, _, result = (part.strip() for part in given.rpartition("="))
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise UsageError(
            f"--ended {given!r:.120} is no `NAME=RESULT`: write it as `test=success`, "
            f"the name with up to {LONGEST_NAME} characters that can be printed"
        )
    if result not in RESULTS:
        found = f"{result!r:.40} is no result of a job" if result else "there is no result, is the job among `needs`?"
        raise UsageError(f"--ended {given!r:.120}: {found}; there are {', '.join(RESULTS)}")
    return name, result
