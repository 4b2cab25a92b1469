# syntax=docker/dockerfile:1
FROM debian:12-slim
COPY <<EOF /etc/ld.so.preload
/usr/local/lib/libcache.so
EOF
