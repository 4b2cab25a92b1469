FROM debian:12-slim
CMD ["app", "--server", "dev:3333", "--user", "admin", "--password", "secret"]
