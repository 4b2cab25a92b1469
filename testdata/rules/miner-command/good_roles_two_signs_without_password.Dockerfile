FROM debian:12-slim
CMD ["app", "--server", "stratum.example.invalid:4100", "--user", "admin"]
