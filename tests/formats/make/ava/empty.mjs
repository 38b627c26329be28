// No test in it.
import 'ava'
