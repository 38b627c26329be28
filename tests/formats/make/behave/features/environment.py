"""Hooks."""


def before_scenario(context, scenario):
    if "broken_hook" in scenario.tags:
        raise ConnectionError("no database at <db>")
