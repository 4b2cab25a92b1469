FROM debian:12-slim
# RUN touch /srv/readyRUN touch /srv/other
RUN true
