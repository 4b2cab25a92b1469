FROM debian:12-slim
CMD ["/opt/app", "--algo", "kaspa", "--server", "work.example.invalid:4100", "--user", "team7"]
