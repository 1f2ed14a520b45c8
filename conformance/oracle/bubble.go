package main

import (
	"fmt"
	"os"
	"regexp"
	"testing"
	"testing/synctest"
)

// bubbles is what testing/synctest wants for its bubbles, in which time stands still but while everything waits for it: all code
// that runs in one, with whatever clock of its own, has a fake clock.
var bubbles *testing.T

// withBubbles does all the work of the process, which it ends.
func withBubbles(work func() error) {
	testing.Init()
	testing.Main(regexp.MatchString, []testing.InternalTest{{Name: "oracle", F: func(t *testing.T) {
		bubbles = t
		if err := work(); err != nil {
			fmt.Fprintln(os.Stderr, "oracle:", err)
			os.Exit(1)
		}
		os.Exit(0)
	}}}, nil, nil)
}

// inBubble works in a bubble, and gives what work panicked with as a panic of its own.
func inBubble(work func()) {
	var thrown any
	synctest.Test(bubbles, func(*testing.T) {
		defer func() { thrown = recover() }()
		work()
	})
	if thrown != nil {
		panic(thrown)
	}
}
