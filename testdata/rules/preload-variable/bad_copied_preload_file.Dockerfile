FROM debian:12-slim
COPY conf/list /etc/ld.so.preload
