FROM debian:12-slim
RUN curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y
RUN wget -qO- https://deb.nodesource.com/setup_22.x | bash -
RUN bash -c "$(curl -fsSL https://get.sdkman.io)"
RUN bash <(curl -s https://raw.githubusercontent.com/nvm-sh/nvm/v0.40.3/install.sh)
