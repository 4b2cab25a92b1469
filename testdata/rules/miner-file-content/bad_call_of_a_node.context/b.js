const rpc = new NodeClient({ port: 12037 });
rpc.execute('setgenerate', [true, 4]);
