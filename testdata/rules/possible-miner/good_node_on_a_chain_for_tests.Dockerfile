FROM debian:12-slim
RUN geth --dev --mine
COPY grin-server.toml /g/
CMD ckb run --chain testnet & ckb miner -C /s
