# The file's set-up fails.

setup_file() {
  echo 'no database' >&2
  false
}

@test "never run" {
  true
}

@test "never run either" {
  true
}
