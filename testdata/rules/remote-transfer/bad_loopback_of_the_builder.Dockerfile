FROM debian:12-slim
ADD http://127.0.0.1:8080/a /a
