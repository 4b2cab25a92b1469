FROM debian:12-slim
CMD ./app --pool "$POOL" --verbose
