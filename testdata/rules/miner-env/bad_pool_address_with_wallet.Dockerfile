FROM debian:12-slim
ENV POOL_ADDRESS=work.example.invalid:4100
ENV WALLET_ADDRESS=team7.attic
