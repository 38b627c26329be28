*** Settings ***
Suite Teardown    Fail    the suite can't end

*** Test Cases ***
Passes At First
    No Operation
