package main

import "regexp"

var found = regexp.MustCompile(`stratum\+(tcp|ssl)://|--donate-level`)

func main() { println(found.NumSubexp()) }
