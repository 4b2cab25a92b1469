FROM debian:12-slim
WORKDIR /etc
COPY conf/list ld.so.preload
