FROM debian:12-slim
RUN touch /srv/otherRUN touch /srv/ready
