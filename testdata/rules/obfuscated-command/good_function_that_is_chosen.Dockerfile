FROM debian:12-slim
COPY tool /usr/local/bin/
RUN sh /usr/local/bin/tool
RUN eval "width_$(tput cols)=wide"
