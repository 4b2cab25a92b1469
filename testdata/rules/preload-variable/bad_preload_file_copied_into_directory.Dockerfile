FROM debian:12-slim
COPY conf/ld.so.preload /etc/
