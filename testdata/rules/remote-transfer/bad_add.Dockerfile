FROM debian:12-slim
ARG HOST=downloads.example.invalid
ADD --chmod=755 https://${HOST}/tool /usr/local/bin/tool
