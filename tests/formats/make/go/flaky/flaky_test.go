// 3 leaves: 1 passes, 2 fail at their first run and pass at the next (a file beside them remembers).
package flaky

import (
	"os"
	"testing"
)

func onlyTheSecondTime(t *testing.T, mark string) {
	if _, err := os.Stat(mark); err != nil {
		os.WriteFile(mark, nil, 0o600)
		t.Fatal("not at the first time")
	}
}

func TestSteady(t *testing.T) {}

func TestFlaky(t *testing.T) { onlyTheSecondTime(t, "mark-1") }

func TestFlakyInside(t *testing.T) {
	t.Run("inner", func(t *testing.T) { onlyTheSecondTime(t, "mark-2") })
	t.Run("steady", func(t *testing.T) {})
}
