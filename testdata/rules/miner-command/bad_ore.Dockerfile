FROM debian:12-slim
CMD ["ore", "--rpc", "https://rpc.example.invalid", "mine", "--cores", "8"]
