"""The suite's settings."""

import lit.formats

config.name = 'mixed <suite> & "more" 😀'  # noqa: F821
config.test_format = lit.formats.ShTest()  # noqa: F821
config.suffixes = [".txt"]  # noqa: F821
config.substitutions.append(("%{python}", "python"))  # noqa: F821
