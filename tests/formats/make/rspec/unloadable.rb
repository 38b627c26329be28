# Can't be loaded.
require_relative 'no_such_file'

RSpec.describe('never') { it('run') {} }
