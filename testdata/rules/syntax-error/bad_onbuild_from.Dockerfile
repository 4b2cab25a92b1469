FROM debian:12-slim
ONBUILD FROM busybox
