# Größe
FROM debian:12-slim
LABEL name="café"
