FROM debian:12-slim
ARG ACCOUNT=miner
user ${ACCOUNT}:users
