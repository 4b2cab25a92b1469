miner.start(4);
