Feature: Big

  Scenario: prints a megabyte
    Given a megabyte

  Scenario: quiet
    Given a number 1
