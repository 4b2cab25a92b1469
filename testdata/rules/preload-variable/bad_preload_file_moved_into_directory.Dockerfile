FROM debian:12-slim
RUN mv /opt/ld.so.preload /etc
