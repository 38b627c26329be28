Feature: Green

  Scenario: one
    Given a number 1
    Then it is 1

  Scenario: zwei 日本語
    Given a number 2
    Then it is 2
