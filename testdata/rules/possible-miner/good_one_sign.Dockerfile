FROM debian:12-slim
CMD ["/opt/render", "--server", "farm.example.invalid:4100", "--user", "rig7", "--password", "x"]
