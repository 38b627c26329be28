// Can't be loaded.
require('./no-such-module')
