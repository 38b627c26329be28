Feature: Mixed <outcomes> & "more" 😀
  One of everything that behave can say.

  Scenario: passes
    Given a number 1
    Then it is 1

  Scenario: fails with Größe 😀 <a> & "b"
    Given a number 1
    Then it is 2

  Scenario: raises
    Given a step that raises

  Scenario: undefined step
    Given nobody wrote this step

  @skip
  Scenario: skipped by tag
    Given a number 1

  Scenario: skipped by a step
    Given a step that skips
    Then it is 2

  Scenario: pending step
    Given a step that is pending

  Scenario Outline: row <number>
    Given a number <number>
    Then it is 2

    Examples: numbers
      | number |
      | 1      |
      | 2      |
