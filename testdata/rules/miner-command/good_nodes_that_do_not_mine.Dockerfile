FROM debian:12-slim
RUN ckb init -C /s --chain dev && ckb miner -C /s
RUN zzcoind -regtest -daemon && zzcoin-cli setgenerate true 4 && zzcoin-cli generatetoaddress 1 x
RUN conceald --rpc-bind-port 16000
RUN coal --rpc http://h.example.invalid balance
RUN yarn start status
RUN zz --smeshing-start=false
RUN curl -d '{"method":"setgenerate","params":[false]}' http://127.0.0.1:8332/
RUN curl -d '{"method":"getmininginfo"}' http://127.0.0.1:8332/
CMD btcd --txindex --miningaddr a
