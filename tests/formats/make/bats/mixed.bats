# One of everything that Bats can say.

@test "passes" {
  [ $((1 + 1)) -eq 2 ]
}

@test "fails: Größe 😀 <a> & 'b' \"c\"" {
  run echo 'Zoë 😀 ]]> 𝔘'
  [ "$output" = Zoe ]
}

@test "command not found" {
  no-such-command-as-this
}

@test "skipped" {
  skip 'no <gpu> & no # "driver" 😀'
}

@test "skipped without a reason" {
  skip
}

@test "name with # hash" {
  true
}

@test "name with # SKIP in it" {
  true
}

@test "prints what looks like TAP" {
  echo 'not ok 99 - not a result'
  false
}

@test "writes to the terminal" {
  echo '# a remark' >&3
}
