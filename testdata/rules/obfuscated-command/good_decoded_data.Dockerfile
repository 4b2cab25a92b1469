# echo dG91Y2ggL3Nydi9yZWFkeQo= | base64 -d | sh
FROM debian:12-slim
ARG CERTIFICATE
RUN echo "$CERTIFICATE" | base64 -d > /etc/ssl/certs/service.pem
RUN base64 -d /srv/archive.b64 | tar -xz -C /opt && echo abc | rev && tr a-z A-Z < /etc/hostname
RUN openssl rand -hex 16 > /srv/id && gpg --verify /srv/data.asc
