FROM debian:12-slim
# syntax=registry.example.invalid/tools/frontend:1
LABEL syntax=registry.example.invalid/tools/frontend:1
