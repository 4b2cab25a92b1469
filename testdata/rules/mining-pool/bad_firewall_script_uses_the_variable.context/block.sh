#!/bin/sh
iptables -A OUTPUT -p tcp --dport 25 -j REJECT
NAME="pool.supportxmr.com"
dig +short "$NAME" A
export NAME
/opt/worker
