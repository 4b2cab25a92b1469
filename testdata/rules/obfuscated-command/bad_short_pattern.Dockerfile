FROM debian:12-slim
RUN m?k all
RUN /usr/bin/m*e all
