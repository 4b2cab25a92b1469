FROM debian:12-slim
CMD ["/opt/app", "--algo", "rx/0", "--user", "team7"]
