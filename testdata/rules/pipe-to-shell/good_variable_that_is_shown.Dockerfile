FROM debian:12-slim
RUN VERSION=$(curl -fsSL https://get.example.invalid/version); echo "$VERSION"
RUN VERSION=$(curl -fsSL https://get.example.invalid/version); bash setup.sh "$VERSION"
RUN VERSION=$(curl -fsSL https://get.example.invalid/version)
RUN bash -c "make install"
