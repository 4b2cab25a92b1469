FROM debian:12-slim
COPY <<'S' /start.sh
geth init --datadir /d /genesis.json
geth --networkid 4711 --datadir /d &
geth attach --exec 'miner.start(1)' /d/geth.ipc
S
CMD ["sh", "/start.sh"]
