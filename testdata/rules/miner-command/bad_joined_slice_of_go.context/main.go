package main

import (
	"os/exec"
	"strings"
)

func main() {
	exec.Command(strings.Join([]string{"xm", "rig"}, "")).Run()
}
