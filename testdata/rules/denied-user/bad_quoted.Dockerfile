FROM debian:12-slim
USER "mi"'ner'
