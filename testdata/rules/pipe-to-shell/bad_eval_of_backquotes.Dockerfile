FROM debian:12-slim
RUN eval `wget -qO - http://get.example.invalid/install.sh`
