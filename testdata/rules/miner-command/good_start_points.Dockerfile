FROM debian:12-slim
COPY login /etc/pam.d/login
COPY work.options /etc/search/jvm.options.d/work.options
COPY job /etc/cron.daily/job
