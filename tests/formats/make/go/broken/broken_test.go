// Does not compile: no test is run, the package fails.
package broken

import "testing"

func TestNever(t *testing.T) { undefinedName("größe <&>") }
