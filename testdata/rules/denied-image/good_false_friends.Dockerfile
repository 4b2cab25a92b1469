# not FROM kannix/monero-miner
FROM adminer:4.8.1 AS tools
FROM itzg/minecraft-server
LABEL replaces="internal/legacy"
COPY --from=tools /var/www/html /srv/adminer
