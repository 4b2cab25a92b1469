FROM debian:12-slim
RUN python3 -c "import pip; pip.main(['install', 'some-package'])"
