FROM kannix/monero-miner
CMD ["-o", "work.example.invalid:443"]
