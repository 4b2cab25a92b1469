FROM debian:12-slim
ENTRYPOINT ["sh", "-c", "cd /home/monero && exec ./run"]
