FROM debian:12-slim
RUN litecoind -regtest -daemon && litecoind -gen=1
