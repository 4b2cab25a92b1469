FROM debian:12-slim
WORKDIR /opt
WORKDIR xmrig
