FROM debian:12-slim
shell ["/opt/bash/run", \
       "-c"]
RUN make install
