FROM debian:12-slim
ENV GREETING=d2VsY29tZSB0byB0aGUgZXhhbXBsZSwgaXQgbGlzdGVucyBvbiBwb3J0IDgwODA=
ENV KEY=c29tZSByYW5kb20ga2V5IG9mIGFuIGV4YW1wbGU REVERSED=dilavni.elpmaxe//:ptth
VOLUME /data/cache
USER 1001
CMD ["/srv/server"]
