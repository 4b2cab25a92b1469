FROM someone/xmrig-alpine:latest
