FROM debian:12-slim
RUN gpg --batch --keyserver keys.example.invalid --recv-keys 0123456789ABCDEF
