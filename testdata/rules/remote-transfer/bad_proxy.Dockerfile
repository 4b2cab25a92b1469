FROM debian:12-slim
RUN curl -sx other.example.invalid:3128 http://localhost/a -o /a
