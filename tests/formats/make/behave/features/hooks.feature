Feature: Hooks

  @broken_hook
  Scenario: the hook before it raises
    Given a number 1

  Scenario: runs all the same
    Given a number 1
    Then it is 1
