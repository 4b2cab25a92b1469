FROM debian:12-slim
COPY <<'S' /start.sh
geth --classic --datadir /d &
sleep 9
geth attach --exec 'miner.setEtherbase("0x0"); miner.start(4)' /d/geth.ipc
S
CMD ["sh", "/start.sh"]
