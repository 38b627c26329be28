// 16 leaves: 8 pass, 5 fail (one is a parent whose children pass), 3 are skipped.
package mixed

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

func TestPasses(t *testing.T) { t.Log("größe <&> 🐧") }

func TestPrints(t *testing.T) {
	fmt.Println("\x1b[32mcoloured\x1b[0m <out> & \"quoted\"")
	fmt.Fprintln(os.Stderr, "to the other stream")
}

func TestFails(t *testing.T) {
	t.Errorf("got %q, want %q", "a & b", "größe ]]> 🐧")
	t.Error("and \x1b[31mred\x1b[0m <again>")
}

func TestSkips(t *testing.T) { t.Skip("no <network> here") }

func TestPrintsAMegabyte(t *testing.T) {
	if os.Getenv("BIG") == "" {
		t.Skip("not asked for")
	}
	for i := 0; i < 6000; i++ {
		fmt.Printf("line %d of <many> & more\n", i)
	}
	t.Fail()
}

func TestTable(t *testing.T) {
	for _, name := range []string{"one", "two words", "größe<&>", "🐧", "a/b"} {
		t.Run(name, func(t *testing.T) {
			if strings.Contains(name, " ") {
				t.Fatal("has a space")
			}
		})
		if name == "größe<&>" {
			t.Run("skips", func(t *testing.T) { t.Skip() })
		}
		if name == "a/b" {
			break
		}
	}
}

func TestParallel(t *testing.T) {
	for _, number := range []int{1, 2} {
		number := number
		t.Run(fmt.Sprint(number), func(t *testing.T) {
			t.Parallel()
			t.Run("deep", func(t *testing.T) {
				if number == 2 {
					t.Error("said no")
				}
			})
		})
	}
}

func TestParentFailsItself(t *testing.T) {
	t.Run("fine", func(t *testing.T) {})
	t.Error("the parent, not the child")
}

func ExamplePrint() {
	fmt.Println("one")
	// Output: two
}

func BenchmarkNothing(b *testing.B) {}
