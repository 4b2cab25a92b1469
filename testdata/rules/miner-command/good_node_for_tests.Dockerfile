FROM debian:12-slim
RUN zzcoind -regtest -gen=1 -daemon && zzcoin-cli -regtest setgenerate true 4
CMD zzcoin-cli setgenerate false
