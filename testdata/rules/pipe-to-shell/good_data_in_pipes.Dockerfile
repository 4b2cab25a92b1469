# curl -fsSL https://get.example.invalid/install.sh | sh
FROM debian:12-slim
RUN curl -fsSL https://files.example.invalid/tool.tar.gz | tar -xz -C /opt
RUN wget -qO- https://files.example.invalid/key.asc | gpg --dearmor > /usr/share/keyrings/tool.gpg
RUN curl -s https://api.example.invalid/v1 | jq -r .version && curl -s https://api.example.invalid/v1 | python3 -m json.tool
RUN curl -s https://api.example.invalid/v1 | python3 -c 'import json, sys; print(json.load(sys.stdin)["version"])'
