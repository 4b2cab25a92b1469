t = rpc("getblocktemplate", [%{rules: ["segwit"]}])
head = coinbase(t) |> Enum.find(fn n -> :crypto.hash(:sha256, n) < t["target"] end)
rpc("submitblock", [head])
