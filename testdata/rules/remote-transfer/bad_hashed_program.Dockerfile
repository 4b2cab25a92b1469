FROM debian:12-slim
SHELL ["/bin/bash", "-c"]
RUN hash -p /usr/bin/wget ls; ls other.example.invalid/a
