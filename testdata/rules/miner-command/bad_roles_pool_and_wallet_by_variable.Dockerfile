FROM debian:12-slim
CMD exec ./app -s $POOL_ADDRESS -su $XMR_WALLET -cpu
