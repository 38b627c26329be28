package red

// No test here: the package has no test file.
func Nothing() {}
