FROM debian:12-slim
RUN ckb init -C /s --chain mainnet
RUN conceald --start-mining a --mining-threads 4
RUN coal --rpc http://h.example.invalid mine --cores 4
RUN yarn start miners:start --threads -1
RUN dcrctl setgenerate true
RUN siac miner start
RUN /opt/start mine mining_addr a
HEALTHCHECK CMD zz --smeshing-start
CMD ckb miner -C /s
