FROM debian:12-slim
RUN python3 -Impip install some-package
