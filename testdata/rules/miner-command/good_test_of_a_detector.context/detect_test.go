package main

import "testing"

func TestFound(t *testing.T) {
	for _, line := range []string{
		"xmrig -o work.example.invalid:3333 -u x",
		"/tmp/a -o work.example.invalid:4444 --donate-level=1",
	} {
		if !found.MatchString(line) {
			t.Error(line)
		}
	}
}
