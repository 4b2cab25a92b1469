FROM debian:12-slim
RUN printf '{"url":"%s"}' stratum+tcp://work.example.invalid:443 > /etc/server.json
