#!/bin/sh
REFUSED="pool.supportxmr.com xmr.2miners.com"
for host in $REFUSED; do
  for address in $(dig +short "$host"); do iptables -A OUTPUT -d "$address" -j REJECT; done
done
exec sleep infinity
