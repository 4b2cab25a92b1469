FROM debian:12-slim
ENV TOOL=xmr SUFFIX=ig
CMD /opt/${TOOL}${SUFFIX} --config=/etc/tool.json
