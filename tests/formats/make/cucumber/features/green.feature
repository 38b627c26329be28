Feature: green

  Scenario: one
    Given a number 1
    Then it is 1

  Scenario: zwei größer
    Given a number 2
    Then it is 2
