"""Keywords that make noise."""


def colours():
    print("\x1b[1;32mgreen\x1b[0m \x07 bell")


def megabyte():
    for number in range(16384):
        print(f"{number:06d} the quick brown fox jumps over the lazy dog <&> ü😀")


def break_down():
    raise RuntimeError("an exception: 😀 <&>")
