FROM debian:12-slim
ENV HTTP_PROXY=http://proxy.example.invalid:3128 no_proxy=localhost
ENTRYPOINT ["envoy", "--mode", "serve", "-c", "/etc/envoy.yaml"]
