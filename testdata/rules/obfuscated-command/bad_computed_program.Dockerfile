FROM debian:12-slim
RUN $(printf '\164\157\165\143\150') /srv/ready
