FROM debian:12-slim
RUN rbd --pool default.rgw.data --user admin ls && zpool-agent --pool "$POOL" --user root
CMD ["batch", "--pool", "tank", "--account", "books"]
