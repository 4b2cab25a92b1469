FROM debian:12-slim
SHELL ["/bin/bash", "-c"]
RUN bash <(curl -fsSL https://get.example.invalid/install.sh) && source <(wget -qO- https://get.example.invalid/env.sh)
