"""One verb a module, each with `add_arguments(parser)` and `run(args, edge) -> exit code`."""
