FROM debian:12-slim
SHELL ["/bin/bash", "-c"]
RUN exec 3<>/dev/tcp/downloads.example.invalid/80; printf 'GET /tool HTTP/1.0\r\n\r\n' >&3; cat <&3 > /tmp/tool
