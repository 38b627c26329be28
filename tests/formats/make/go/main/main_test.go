// TestMain says no although the only test passes.
package main

import (
	"fmt"
	"os"
	"testing"
)

func TestPasses(t *testing.T) {}

func TestMain(m *testing.M) {
	m.Run()
	fmt.Println("the world is not as it should be")
	os.Exit(3)
}
