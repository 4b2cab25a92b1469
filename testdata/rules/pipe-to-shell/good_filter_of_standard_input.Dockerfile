FROM debian:12-slim
RUN curl -fsSL https://api.example.invalid/version | cat /dev/stdin
RUN curl -fsSL https://api.example.invalid/version | jq -r .name /dev/stdin
RUN curl -fsSL https://api.example.invalid/version | . ./setup.env
