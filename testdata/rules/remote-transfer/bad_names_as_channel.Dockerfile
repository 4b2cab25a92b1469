FROM debian:12-slim
RUN host -t txt a.other.example.invalid
