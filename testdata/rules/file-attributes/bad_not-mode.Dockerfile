FROM debian:12-slim
ADD rootfs.tar.gz /
