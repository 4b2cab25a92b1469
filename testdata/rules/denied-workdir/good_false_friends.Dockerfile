FROM debian:12-slim
WORKDIR /var/www/adminer
WORKDIR /opt/pdfminer.six
WORKDIR /srv/data-mining
WORKDIR /home/minecraft
