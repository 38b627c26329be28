"""The workflows beside the main one, a module each: `render(plan)`, None where none is wanted, and `path(workflow)`."""

from __future__ import annotations

from cigen.render import forks, sweep

COMPANIONS = (sweep, forks)
