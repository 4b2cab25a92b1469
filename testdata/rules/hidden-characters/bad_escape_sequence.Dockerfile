FROM debian:12-slim
RUN touch /srv/ready [2K[1G && true
