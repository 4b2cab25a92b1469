# syntax=docker/dockerfile:1
FROM debian:12-slim
RUN --security="insecure" \
    mount -t tmpfs none /mnt
