FROM debian:12-slim
RUN /usr/share/search/bin/search-plugin install some-plugin
