FROM debian:12-slim
RUN zzcoind -daemon && zzcoin-cli setgenerate true 4
HEALTHCHECK CMD curl -d '{"method":"start_mining"}' http://127.0.0.1:18082/json_rpc
CMD monero-wallet-cli --command start_mining 4
