FROM debian:12-slim
RUN ["/usr/bin/apt-get", "install", "-y", "git"]
