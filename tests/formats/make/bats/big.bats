# One test that prints 100 kB and fails, and one that does not.

@test "prints much" {
  for number in $(seq 1600); do printf '%06d the quick brown fox jumps over the lazy dog <&> ü😀\n' "$number"; done
  false
}

@test "quiet" {
  true
}
