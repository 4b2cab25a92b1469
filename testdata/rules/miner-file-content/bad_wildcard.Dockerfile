FROM debian:12-slim
COPY bin/app-?rm64 bin/app-[b-z]* /opt/
