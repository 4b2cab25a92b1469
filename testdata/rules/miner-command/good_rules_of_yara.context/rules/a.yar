rule miner
{
    strings:
        $a = "--donate-level" ascii
        $b = "donate.v2.xmrig.com"
    condition:
        any of them
}
