FROM debian:12-slim
WORKDIR "/cpuminer-multi"
