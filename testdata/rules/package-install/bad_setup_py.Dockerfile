FROM debian:12-slim
COPY . /src
RUN cd /src && python3 setup.py install
