# Is no shell script.

@test "never run" {
  if
}
