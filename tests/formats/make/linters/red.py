import os, sys


def add(a: int, b: int) -> int:
    return "Größe 😀 <&>" + a


add("1", 2)
lambda_ = lambda: undefined_name
