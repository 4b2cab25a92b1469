FROM debian:12-slim
RUN argocd login --server cd.example.invalid:443 --username admin --password x && influx --url influx:8086 --username admin --password secret
CMD ["trino", "--server", "trino:8080", "--user", "admin", "--password", "secret"]
