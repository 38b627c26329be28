*** Test Cases ***
One
    No Operation

Two With Über 😀
    Log    fine
