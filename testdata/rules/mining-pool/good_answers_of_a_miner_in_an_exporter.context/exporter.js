const net = require('net');
// what the program answers
const answer = [
	"1.2 - ETH",
	"eth.nanopool.org:9999",
	"0;0;0"
];
const exampleResponse = { pool: "eth.nanopool.org:9999" };
net.connect({ host: process.env.RIG, port: 3333 });
