FROM debian:12-slim
WORKDIR /etc
RUN install -m 644 -t . /opt/ld.so.preload
