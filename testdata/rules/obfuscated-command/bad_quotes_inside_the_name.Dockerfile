FROM debian:12-slim
RUN t'ou'ch /srv/ready && ch\mo\d 755 /srv/ready
