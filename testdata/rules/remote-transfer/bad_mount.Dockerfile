FROM debian:12-slim
RUN mount -t cifs //other.example.invalid/x /mnt
