# 5 tests: 2 pass, 2 fail (one by an exception), 1 is skipped. With -d:green, the 2; with -d:unclosed, nobody ends the document.
import std/[streams, unittest]

let file = newFileStream("out.xml", fmWrite)
let formatter = newJUnitOutputFormatter(file)
addOutputFormatter(formatter)
addOutputFormatter(defaultConsoleFormatter())

suite "größe <&> \"quoted\"":
  test "passes":
    check 1 + 1 == 2
  test "prints 🐧":
    echo "\e[32mcoloured\e[0m <out> & ]]>"
  when not defined(green):
    test "fails":
      check "größe <&> ]]> 🐧" == "\e[31mred\e[0m"
    test "throws":
      raise newException(ValueError, "out of <memory> & luck")
    test "skips":
      skip()

when not defined(unclosed):
  formatter.close()
