# USER monero
FROM debian:12-slim AS build
USER nobody
RUN make
FROM debian:12-slim
ENV ACCOUNT=miner
USER 10001:10001
