FROM debian:12-slim
run sudo -E env LC_ALL=C nice -n 10 apt-get install -yq git
