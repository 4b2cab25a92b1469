set port 0
proc start {config} {
    set pid [exec $config server &]
    return $pid
}
start [lindex $argv 0]
