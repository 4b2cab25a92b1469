FROM debian:12-slim
CMD ["/opt/app", "--server", "work.example.invalid:4100", "--wallet", "team7", "--worker", "attic"]
