FROM debian:12-slim
COPY bin /opt
