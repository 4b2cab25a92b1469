#!/bin/sh
set -e
exec /usr/sbin/nginx
