const moneroTs = require("monero-ts");
moneroTs.connectToDaemonRpc("http://127.0.0.1:18081").then((node) => node.startMining(process.env.TO, 4));
