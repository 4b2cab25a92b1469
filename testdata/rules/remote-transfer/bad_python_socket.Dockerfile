FROM debian:12-slim
RUN python3 -c "import socket; s = socket.create_connection(('192.0.2.9', 80))"
