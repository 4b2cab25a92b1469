const Nimiq = require('@nimiq/core');
(async () => {
  const chain = await Nimiq.Consensus.nano();
  chain.network.connect();
  chain.on('established', () => console.log(chain.blockchain.height));
})();
