Feature: mixed <outcomes> & "more" 😀

  Background:
    Given a number 1

  Scenario: passes
    Then it is 1

  Scenario: fails with Größe 😀 <a> & "b"
    Then it is 2

  Scenario: throws
    Given a step that throws

  Scenario: undefined step
    Given nobody wrote this step

  Scenario: pending step
    Given a step that is pending

  Scenario: skipped step
    Given a step that skips

  Scenario: ambiguous step
    Given an ambiguous step

  Scenario: in colour
    Given a step in colour

  @flaky
  Scenario: flaky
    Given a step that passes at the third try

  Scenario Outline: row <number>
    Given a number <number>
    Then it is 2

    Examples:
      | number |
      | 1      |
      | 2      |

  Rule: a rule 日本語

    Scenario: in a rule
      Then it is 1
