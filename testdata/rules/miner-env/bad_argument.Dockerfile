FROM debian:12-slim
arg XMRIG_SHA256=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
CMD ["/opt/app", "--donate-level", "1"]
