FROM debian:12-slim
COPY --chown=app:app --from=alpine/git /usr/bin/git /usr/bin/git
