# Nothing red.

@test "one" {
  true
}

@test "zwei größer 😀" {
  echo printed
}
