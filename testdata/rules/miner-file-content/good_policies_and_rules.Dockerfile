FROM debian:12
COPY policies /srv/policies
