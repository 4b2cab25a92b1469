FROM debian:12-slim
COPY agent.service /etc/systemd/system/
COPY agent.conf /etc/supervisor/conf.d/
