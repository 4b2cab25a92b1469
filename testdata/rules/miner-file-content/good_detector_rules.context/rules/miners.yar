rule miner {
  strings:
    $a = "stratum+tcp://"
    $b = "--donate-level"
    $c = "\"donate-level\":"
    $d = "donate.ssl.xmrig.com"
  condition: 2 of them
}
