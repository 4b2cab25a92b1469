FROM debian:12-slim
RUN npx --yes some-tool
