FROM debian:12-slim
CMD ["/opt/app", "--pool", "work.example.invalid:4100", "--user", "team7"]
