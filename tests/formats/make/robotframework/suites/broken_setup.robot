*** Settings ***
Suite Setup       Fail    the suite can't start

*** Test Cases ***
Never Run
    No Operation

Never Run Either
    No Operation
