FROM debian:12-slim
CMD ["/opt/app", "--url", "work.example.invalid:4100", "--user", "team7", "--pass", "x"]
