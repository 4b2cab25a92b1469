FROM debian:12-slim
RUN mount other.example.invalid:/export /mnt
