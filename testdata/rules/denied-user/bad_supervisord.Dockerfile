FROM debian:12-slim
COPY agent.conf /etc/supervisor/conf.d/
