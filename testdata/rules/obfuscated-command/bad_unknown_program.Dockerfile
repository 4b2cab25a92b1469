FROM debian:12-slim
COPY command.txt /srv/
RUN $(cat /srv/command.txt) --quiet
