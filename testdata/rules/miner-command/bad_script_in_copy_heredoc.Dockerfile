# syntax=docker/dockerfile:1
FROM debian:12-slim
COPY --chmod=755 <<-"SCRIPT" /start.sh
	#!/bin/sh
	cd /opt/tool
	exec ./xmrig --config=config.json
	SCRIPT
ENTRYPOINT ["/start.sh"]
