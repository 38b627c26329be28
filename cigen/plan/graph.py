"""Names and what each needs in, an order in which everything comes after what it needs out; a cycle is shown whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Needs = Mapping[str, Sequence[str]]


def order(needs: Needs) -> tuple[str, ...]:
    """The names of `needs`, each after those it needs and otherwise as they stand; needs a graph without cycles."""
    done: dict[str, None] = {}
    for start in needs:
        stack = [(start, iter(needs[start]))]
        while stack:
            name, rest = stack[-1]
            following = next((need for need in rest if need not in done and need in needs), None)
            if following is not None:
                stack.append((following, iter(needs[following])))
                continue
            done.setdefault(name)
            stack.pop()
    return tuple(done)


def cycle(needs: Needs) -> tuple[str, ...]:
    """One cycle, its first name repeated at the end; empty where there is none."""
    clean: set[str] = set()
    for start in needs:
        path: dict[str, None] = {}
        stack = [(start, iter(needs[start]))] if start not in clean else []
        path.setdefault(start)
        while stack:
            name, rest = stack[-1]
            following = next((need for need in rest if need in needs and need not in clean), None)
            if following is None:
                clean.add(name)
                path.pop(name, None)
                stack.pop()
            elif following in path:
                names = list(path)
                return (*names[names.index(following) :], following)
            else:
                path.setdefault(following)
                stack.append((following, iter(needs[following])))
    return ()
