# syntax=docker/dockerfile:1
FROM debian:12-slim
RUN <<EOF
make install
EOF
