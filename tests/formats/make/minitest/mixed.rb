# One of everything that minitest can say.
require 'minitest/autorun'
require 'minitest/reporters'

Minitest::Reporters.use! [Minitest::Reporters::DefaultReporter.new, Minitest::Reporters::JUnitReporter.new('reports')]

class MixedTest < Minitest::Test
  def test_passes = assert_equal(2, 1 + 1)
  def test_fails = assert_equal(%(Zoe & "b" ]]> 𝔘), 'Zoë 😀 <a>')
  def test_raises = raise(ArgumentError, 'an exception: 😀 <&>')
  def test_skipped = skip('no <gpu> & no "driver" 😀')
  def test_flunks = flunk
  define_method('test_grüße 😀 <a> & "b"') { assert true }

  def test_colours
    puts "\e[1;32mgreen\e[0m"
    flunk "\e[31mred message\e[0m"
  end
end

class LeakyTest < Minitest::Test
  def teardown = raise('could not remove')
  def test_passes_at_first = assert(true)
end

describe 'a spec with <tags> & "quotes" 😀' do
  it('passes') { _(1).must_equal 1 }
  it('fails') { _(1).must_equal 2 }
end
