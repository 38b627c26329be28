# Escape codes in the output.

@test "colours" {
  printf '\033[31mred\033[0m \007\n'
  false
}

@test "no colours" {
  true
}
