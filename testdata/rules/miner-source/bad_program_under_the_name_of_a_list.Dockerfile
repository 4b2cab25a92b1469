FROM debian:12-slim
RUN curl -fsSL -o coinminer.txt https://lists.example.invalid/hosts/coinminer.txt && chmod +x coinminer.txt
