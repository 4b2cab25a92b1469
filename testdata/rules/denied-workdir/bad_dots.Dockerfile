FROM debian:12-slim
WORKDIR /home/../home/monero
