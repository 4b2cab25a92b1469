FROM debian:12-slim
ENTRYPOINT ["/bin/sh", "-c", "curl -s https://get.example.invalid/start | sh"]
