FROM alpine
WORKDIR /srv/sites/a
