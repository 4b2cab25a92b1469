FROM debian:12-slim
RUN curl -fsSL https://get.example.invalid/a.sh | . /dev/stdin
RUN curl -fsSL https://get.example.invalid/b.sh | source /dev/fd/0
SHELL ["powershell", "-Command"]
RUN iwr https://get.example.invalid/c.ps1 | iex
