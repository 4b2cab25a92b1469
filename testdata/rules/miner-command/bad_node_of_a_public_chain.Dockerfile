FROM ethereum/client-go:v1.10.26
ENTRYPOINT ["geth", "--mine", "--miner.threads=8", "--networkid", "61"]
