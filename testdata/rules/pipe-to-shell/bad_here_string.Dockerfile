FROM debian:12-slim
SHELL ["/bin/bash", "-c"]
RUN bash <<< "$(wget -qO- https://get.example.invalid/install)"
