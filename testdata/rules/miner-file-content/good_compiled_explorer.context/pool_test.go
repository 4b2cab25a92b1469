package main

var pool = "nushypool.com:4444"
var account = "44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A"

func TestLogin() { send(`{"method": "login", "params": {"login": "a", "pass": "x", "agent": "b"}}`) }
