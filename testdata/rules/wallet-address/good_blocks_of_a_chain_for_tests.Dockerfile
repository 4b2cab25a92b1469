FROM debian:12-slim
CMD monerod --regtest --offline --detach; curl -s http://127.0.0.1:18081/json_rpc -d '{"method":"generateblocks","params":{"amount_of_blocks":60,"wallet_address":"44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A"}}'
