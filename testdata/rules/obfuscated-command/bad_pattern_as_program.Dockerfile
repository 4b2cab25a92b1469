FROM debian:12-slim
RUN /bin/t[o]uc? /srv/ready
