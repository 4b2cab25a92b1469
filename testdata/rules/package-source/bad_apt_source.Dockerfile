FROM debian:12-slim
RUN echo 'deb [trusted=yes] http://packages.example.invalid/debian stable main' \
      >> /etc/apt/sources.list.d/extra.list
