FROM debian:12-slim
WORKDIR /home/monero/bin
