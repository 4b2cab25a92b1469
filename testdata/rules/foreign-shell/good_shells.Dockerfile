# SHELL ["/opt/tool", "-c"]
FROM debian:12-slim
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
RUN make
SHELL ["/usr/bin/env", "bash", "-c"]
RUN make check
SHELL ["conda", "run", "-n", "app", "/bin/bash", "-c"]
RUN make install
