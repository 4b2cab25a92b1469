FROM debian:12-slim
RUN touch /srv/otherready
