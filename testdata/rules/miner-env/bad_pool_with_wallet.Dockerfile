FROM debian:12-slim
ENV POOL_URL=work.example.invalid:3333
ENV WALLET_ADDRESS="" WORKER=web7
ENTRYPOINT ["/start.sh"]
