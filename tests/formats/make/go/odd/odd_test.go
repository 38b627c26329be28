// Both pass, but what they print is mistaken for a result, or hides one: see tally.yml.
package odd

import (
	"fmt"
	"testing"
)

func TestPrintsAFailure(t *testing.T) { fmt.Println("--- FAIL: TestNotReal (0.00s)") }

func TestEndsNoLine(t *testing.T) { fmt.Print("no line end") }
