*** Settings ***
Library           noise.py

*** Test Cases ***
Prints A Megabyte
    Megabyte
    Fail    after a megabyte

Quiet
    No Operation
