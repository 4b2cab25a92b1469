FROM debian:12-slim
RUN geth --mine
RUN curl -d '{"method":"miner_start"}' http://127.0.0.1:8545/
COPY grin-server.toml /g/
CMD ckb miner -C /s
RUN curl -d '{"method":"generateblocks"}' http://127.0.0.1:18081/json_rpc
