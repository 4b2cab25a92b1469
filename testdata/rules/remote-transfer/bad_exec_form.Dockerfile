FROM debian:12-slim
RUN ["rsync", "-a", "rsync://files.example.invalid/pub/", "/srv/"]
