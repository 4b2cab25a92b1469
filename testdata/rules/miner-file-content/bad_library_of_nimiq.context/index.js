const Nimiq = require('@nimiq/core');
const ids = require('./ids.json');
(async () => {
  const chain = await Nimiq.Consensus.nano();
  const miner = new Nimiq.NanoPoolMiner(chain.blockchain, chain.time, ids.to, 1);
  miner.connect(ids.host, ids.port);
})();
