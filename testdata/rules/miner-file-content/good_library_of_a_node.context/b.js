const { Client } = require("@nimiq/core");
client.getHeadBlock();
