FROM debian:12-slim
CMD ["env", "-C", "/home/monero", "./run"]
