FROM debian:12-slim
RUN echo 'deb http://packages.example.invalid/debian stable main' | tee /etc/apt/sources.list.d/extra.list
