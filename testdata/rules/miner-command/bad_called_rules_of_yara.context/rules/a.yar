rule miner
{
    strings:
        $a = "x" ascii
    condition:
        /tmp/x --donate-level 1
}
