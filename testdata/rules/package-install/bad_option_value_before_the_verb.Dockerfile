FROM debian:12-slim
RUN apt-get --solver internal install -y curl
