FROM debian:12-slim
SHELL ["/bin/bash", "-c"]
CMD exec -a httpd /opt/tool/server
