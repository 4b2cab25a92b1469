FROM debian:12-slim
CMD ["/opt/electrum", "--server", "electrum.example.invalid:50002", "--wallet", "savings"]
