rpc.execute('setgenerate', [false]);
rpc.execute('getmininginfo', []);
