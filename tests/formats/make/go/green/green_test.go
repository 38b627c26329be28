// 3 leaves: all pass.
package green

import "testing"

func TestOne(t *testing.T) {}

func TestTwo(t *testing.T) {
	t.Run("inner", func(t *testing.T) {})
	t.Run("other", func(t *testing.T) {})
}
