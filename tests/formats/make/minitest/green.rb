# Nothing red.
require 'minitest/autorun'
require 'minitest/reporters'

Minitest::Reporters.use! [Minitest::Reporters::DefaultReporter.new, Minitest::Reporters::JUnitReporter.new('reports')]

class GreenTest < Minitest::Test
  def test_one = assert_equal(1, 1)
  def test_zwei_größer = assert_equal(2, 2)
end
