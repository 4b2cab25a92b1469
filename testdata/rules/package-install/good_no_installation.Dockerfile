# RUN apt-get install curl
FROM debian:12-slim
LABEL hint="apt-get install curl"
RUN apt-get update \
 && apt-get purge -y --auto-remove gcc \
 && apt-get clean && rm -rf /var/lib/apt/lists/* \
 && dpkg --print-architecture && dpkg -l
RUN echo "install more with: apt-get install <name>"
