// 1 passes, 1 panics, 1 is never run.
package panics

import "testing"

func TestBefore(t *testing.T) {}

func TestPanics(t *testing.T) {
	t.Run("inner", func(t *testing.T) { panic("out of <memory> & luck 🐧") })
}

func TestNeverRun(t *testing.T) {}
