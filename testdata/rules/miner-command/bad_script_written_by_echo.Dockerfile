FROM debian:12-slim
RUN echo '#!/bin/sh' > /run.sh; \
    echo 'exec /opt/tool/minerd -c /etc/tool.json' >> /run.sh; \
    chmod +x /run.sh
CMD ["/run.sh"]
