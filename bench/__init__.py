"""Measurements; `python -m bench.NAME` runs one."""
