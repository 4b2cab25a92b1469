FROM debian:12-slim
ENV FIRST=b
USER ${FIRST}uild-agent
