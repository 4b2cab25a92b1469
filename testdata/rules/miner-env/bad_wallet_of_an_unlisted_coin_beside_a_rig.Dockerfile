FROM debian:12-slim
ENV QQCOIN_WALLET=0a1b2c3d4e5f60718293a4b5c6d7e8f9 RIG_NAME=cellar
CMD ["/srv/start.sh"]
