FROM debian:12-slim
COPY agent.service /etc/systemd/system/
