package main

import "os/exec"

// pools, whose pages are linked: nushypool.com:4444 pays 44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A
var pools = []string{
	"nushypool.com:4444",
	"c3pool.com:13333",
}

const donations = "44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A"

func main() {
	exec.Command("true").Run()
	show(pools, donations)
}
