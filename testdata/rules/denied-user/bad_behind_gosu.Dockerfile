FROM debian:12-slim
ENTRYPOINT ["gosu", "monero:monero", "/opt/run"]
