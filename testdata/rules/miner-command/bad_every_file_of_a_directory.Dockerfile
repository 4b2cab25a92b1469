FROM debian:12-slim
COPY scripts/ /scripts/
RUN for f in /scripts/*; do sh "$f"; done
