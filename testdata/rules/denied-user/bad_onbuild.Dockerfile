FROM debian:12-slim
ONBUILD USER miner
