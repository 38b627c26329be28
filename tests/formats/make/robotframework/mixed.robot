*** Settings ***
Documentation     One of everything that Robot Framework can say.
Library           noise.py

*** Test Cases ***
Passes
    Should Be Equal As Integers    ${1 + 1}    2

Fails With Größe 😀 <a> & "b"
    Should Be Equal    Zoë 😀 <a>    Zoe & "b" ]]> 𝔘

Raises
    Break Down

Error In Setup
    [Setup]    Fail    no database at <db> & no hope
    No Operation

Error In Teardown
    No Operation
    [Teardown]    Fail    could not remove 'scratch'

Skipped
    Skip    no <gpu> & no "driver" 😀

Skipped By Tag
    [Tags]    not-here
    Fail    never run

Says It In Colour
    Colours
    Fail    \x1b[31mred message\x1b[0m

Unknown Keyword
    There Is No Such Keyword

日本語
    No Operation
