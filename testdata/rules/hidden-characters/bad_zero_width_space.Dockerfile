FROM debian:12-slim
RUN tou​ch /srv/ready
