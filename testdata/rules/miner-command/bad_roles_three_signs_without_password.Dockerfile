FROM debian:12-slim
CMD ["/opt/app", "--server", "stratum.example.invalid:3333", "--user", "team7"]
