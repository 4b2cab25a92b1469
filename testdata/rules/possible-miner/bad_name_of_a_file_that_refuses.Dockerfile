FROM debian:12-slim
RUN printf '#!/bin/sh\necho blocked >&2\nexit 126\n' > /usr/local/bin/xmrig && chmod +x /usr/local/bin/xmrig
