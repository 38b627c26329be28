Feature: hooks

  @broken
  Scenario: the hook before it throws
    Given a number 1

  Scenario: runs all the same
    Given a number 1
