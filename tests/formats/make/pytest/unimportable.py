"""Can't be collected."""

import no_such_module_as_this


def test_never_run():
    no_such_module_as_this.go()
