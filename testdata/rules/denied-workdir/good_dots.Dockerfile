FROM debian:12-slim
RUN cd /tmp && ln -s /opt/orders /srv/app
WORKDIR /home/monero/../orders
WORKDIR /srv/app
