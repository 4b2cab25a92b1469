FROM debian:12-slim AS one
USER adminer
FROM debian:12-slim AS two
USER minecraft
FROM debian:12-slim AS three
RUN id monero || true
USER www-data:miner
