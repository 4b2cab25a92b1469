FROM debian:12-slim
RUN curl --connect-to ::other.example.invalid:443 https://localhost/a -o /a
