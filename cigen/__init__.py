"""cigen: one spec, one build, one report."""

__version__ = "0.1.0"
