FROM debian:12-slim
COPY job /etc/cron.hourly/job
