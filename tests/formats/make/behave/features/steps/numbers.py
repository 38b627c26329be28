"""The steps of all features."""

from behave import given, then
from behave.api.pending_step import StepNotImplementedError


@given("a number {number:d}")
def a_number(context, number):
    context.number = number


@then("it is {number:d}")
def it_is(context, number):
    assert context.number == number, f"{context.number} is not {number} 😀 <&> ]]> 𝔘"


@given("a step that raises")
def raises(context):
    raise RuntimeError("an exception: 😀 <&>")


@given("a step that skips")
def skips(context):
    context.scenario.skip('no <gpu> & no "driver" 😀')


@given("a step that is pending")
def pending(context):
    raise StepNotImplementedError("later")


@given("a step in colour")
def colour(context):
    print("\x1b[1;32mgreen\x1b[0m \x07 bell")
    raise AssertionError("\x1b[31mred message\x1b[0m")


@given("a megabyte")
def megabyte(context):
    for number in range(16384):
        print(f"{number:06d} the quick brown fox jumps over the lazy dog <&> ü😀")
    raise AssertionError("after a megabyte")
