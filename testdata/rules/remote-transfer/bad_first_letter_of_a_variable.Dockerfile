FROM debian:12-slim
ENV FIRST=h
ADD ${FIRST}ttps://dl.example.invalid/tool /opt/tool
