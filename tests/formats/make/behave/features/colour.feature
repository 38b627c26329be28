Feature: Colour

  Scenario: says it in colour
    Given a step in colour

  Scenario: no colour
    Given a number 1
