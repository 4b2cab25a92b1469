FROM alpine
WORKDIR /srv/site/a
