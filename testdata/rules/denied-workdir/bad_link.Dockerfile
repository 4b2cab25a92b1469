FROM debian:12-slim
RUN ln -s /home/monero /srv/app
WORKDIR /srv/app
