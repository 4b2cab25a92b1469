# a node on regtest
rpc.call("setgenerate", [True, "true"])
