t = rpc("getblocktemplate", [%{rules: ["segwit"]}])
IO.puts(t["coinbasevalue"])
id = :crypto.hash(:sha256, t["target"])
