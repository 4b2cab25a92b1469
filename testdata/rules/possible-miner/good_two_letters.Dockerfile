FROM debian:12-slim
CMD ["/opt/app", "-o", "work.example.invalid:4100", "-u", "team7"]
