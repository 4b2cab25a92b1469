FROM debian:12-slim
RUN sh -c "$(curl -fsSL https://get.example.invalid/install.sh)"
