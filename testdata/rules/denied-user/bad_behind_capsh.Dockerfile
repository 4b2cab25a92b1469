FROM debian:12-slim
CMD ["capsh", "--user=monero", "--", "-c", "/opt/work"]
