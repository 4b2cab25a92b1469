FROM debian:12-slim
run --network=host ./configure
