miner.setEtherbase(eth.accounts[0]);
miner.start(4);
