FROM debian:12-slim
CMD ["setpriv", "--reuid=monero", "--init-groups", "/opt/run"]
