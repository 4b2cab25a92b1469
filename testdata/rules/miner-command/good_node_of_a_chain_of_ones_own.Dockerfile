FROM ethereum/client-go:v1.10.26
ENTRYPOINT ["geth", "--mine", "--miner.threads=1", "--networkid", "1337"]
