"""`cigen release`: the images of the spec in a registry, if every test passed."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from cigen.edge.console import Edge

REPEATABLE = (
    ("--tag", "TAG", "push this tag, and none that the spec or git would give"),
    ("--name", "KEY=NAME", "another name for an image, such as app=localhost:5000/app"),
    ("--platform", "PLATFORM", "build for this platform, and for none that the spec names"),
    ("--cache-from", "REF", "read the cache of this image (or type=…)"),
    ("--secret", "SECRET", "a secret for mounts, id=NAME,src=FILE"),
    ("--build-arg", "NAME=VALUE", "a value for an ARG"),
    ("--build-context", "NAME=VALUE", "a context, or what stands for a stage or image: a folder, docker-image://…"),
    ("--option", "OPTION", "any other option of `docker buildx build`"),
)


def add_arguments(parser: ArgumentParser) -> None:
    """The options of `cigen release`."""
    parser.add_argument(
        "images", nargs="*", metavar="IMAGE", help="the images, by their keys in the spec; all by default"
    )
    parser.add_argument("--push", action="store_true", help="push them; without it they are made, and no more")
    parser.add_argument("--spec", metavar="FILE", help="the spec; cigen.yml here or in a folder above by default")
    parser.add_argument("--builder", metavar="NAME", help="the buildx builder; the current one by default")
    for name, metavar, what in REPEATABLE:
        parser.add_argument(name, metavar=metavar, action="append", default=[], help=f"{what}; repeatable")
    parser.add_argument("--quiet", action="store_true", help="no progress")


def run(args: Namespace, edge: Edge) -> int:
    """0 for all of them, 1 where a test or a stage failed, 4 where engine or registry do, 130 if interrupted."""
    from cigen.edge import buildx
    from cigen.edge.buildfiles import temporary_folder
    from cigen.edge.checkout import read_checkout
    from cigen.work.caches import chosen
    from cigen.work.project import open_project
    from cigen.work.releasing import Releasing

    project = open_project(args.spec, edge.cwd)
    checkout = read_checkout(edge.environ, project.root)
    engine = buildx.find_engine(edge.environ, args.builder)
    args = chosen(Namespace(**{**vars(args), "cache_to": []}), edge, project)
    with temporary_folder() as folder:
        return Releasing(args, edge, project, engine, checkout=checkout, folder=folder).run()
