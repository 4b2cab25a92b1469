FROM debian:12-slim
WORKDIR /etc
RUN cp /opt/list ld.so.preload
