FROM debian:12-slim
HEALTHCHECK CMD curl -fs http://localhost:8080/health || exit 1
RUN git config --global user.email build@example.invalid && git init /srv/repo
RUN grep -rn 'https://downloads.example.invalid' /etc || echo "see https://docs.example.invalid"
CMD ["/server", "--public-url=https://www.example.invalid"]
