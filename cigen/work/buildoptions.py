"""A parser in, the options that every command has that builds: what to build, with which engine, cache and secrets."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError

EXPORT_SECONDS = 600
"""How long one export may take: a registry that refuses ends it in seconds, one that hangs never would."""
REPEATABLE = (
    ("--cache-from", "REF", "read the cache of this image (or type=…), `none`, or `shared`, the default branch's"),
    ("--cache-to", "REF", "write the cache to this image (or type=…), all of it, after the verdict"),
    ("--secret", "SECRET", "a secret for mounts, id=NAME,src=FILE"),
    ("--build-arg", "NAME=VALUE", "a value for an ARG"),
    ("--build-context", "NAME=VALUE", "a context, or what stands for a stage or image: a folder, docker-image://…"),
    ("--option", "OPTION", "any other option of `docker buildx build`"),
)


def add_build_options(parser: ArgumentParser) -> None:
    """The options; a part of the plan is chosen by the same ones for a build and for what comes after it."""
    parser.add_argument("--spec", metavar="FILE", help="the spec; cigen.yml here or in a folder above by default")
    parser.add_argument(
        "--output", metavar="DIR", default="cigen-report", help="where results and reports go [%(default)s]"
    )
    parser.add_argument("--platform", metavar="PLATFORM", help="only the cells for this one, such as linux/arm64")
    parser.add_argument("--shard", metavar="I/N", help="only the cells of the I-th of N shards, such as 2/4")
    parser.add_argument("--stages", action="store_true", help="no cells, only the stages that they stand upon")
    parser.add_argument(
        "--last", metavar="FILE", help="the last.json of an earlier run; every shard has to name the same"
    )
    parser.add_argument("--builder", metavar="NAME", help="the buildx builder; the current one by default")
    for name, metavar, what in REPEATABLE:
        parser.add_argument(name, metavar=metavar, action="append", default=[], help=f"{what}; repeatable")
    parser.add_argument(
        "--export-timeout",
        metavar="SECONDS",
        type=_seconds,
        default=EXPORT_SECONDS,
        help="how long writing the cache may take [%(default)s]",
    )


def _seconds(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text[:9]) < 10**6):
        raise ArgumentTypeError(f"a whole number of seconds, at least 1, is wanted, found `{text}`")
    return int(text)
