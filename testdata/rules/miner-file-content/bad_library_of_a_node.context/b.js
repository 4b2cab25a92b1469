const { Client, Miner } = require("@nimiq/core");
new Miner(client, address).startWork();
