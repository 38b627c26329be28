// Can't be loaded.
import { missing } from './no-such-module.mjs'

missing()
