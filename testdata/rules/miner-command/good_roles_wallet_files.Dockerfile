FROM debian:12-slim
CMD ["/opt/wallet", "--pool", "relay.example.invalid:50002", "--wallet", "/data/wallet"]
