FROM debian:12-slim
RUN wget -e http_proxy=other.example.invalid:3128 http://localhost/a
