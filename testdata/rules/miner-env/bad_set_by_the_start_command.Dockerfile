FROM debian:12-slim
CMD XMR_WALLET="$KEY" MINING_POOL_URL=work.example.invalid:443 exec /start.sh
