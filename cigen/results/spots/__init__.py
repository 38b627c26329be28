"""A log's bytes in, its interesting lines out: what went wrong, and in which file and line, see `docs/logs.md`."""
