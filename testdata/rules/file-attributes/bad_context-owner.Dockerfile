FROM debian:12-slim
COPY agent /usr/bin/agent
