FROM debian:12-slim
LABEL description="xmrig -o pool.example.invalid:443" org.label-schema.docker.cmd="xmrig"
