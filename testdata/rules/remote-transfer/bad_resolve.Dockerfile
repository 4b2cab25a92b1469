FROM debian:12-slim
RUN curl --resolve localhost:80:192.0.2.9 http://localhost/a -o /a
