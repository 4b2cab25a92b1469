FROM alpine:3.21
COPY pkgs.txt /srv/
WORKDIR /srv
RUN xargs apk add < pkgs.txt
