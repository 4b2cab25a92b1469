#!/bin/bash
POOLS="pool.supportxmr.com xmr.2miners.com"
for host in $POOLS; do
  echo "0.0.0.0 $host" >> /etc/hosts
done
exec "$@"
