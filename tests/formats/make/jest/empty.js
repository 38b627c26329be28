// No test in it, which Jest takes for a failed suite.
