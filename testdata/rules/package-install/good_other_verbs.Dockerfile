FROM debian:12-slim
# RUN apt-get install curl
RUN apt-get -y remove g++ && apt-get -o Dpkg::Use-Pty=0 update && apt list --installed
RUN pacman -Scc --noconfirm && pacman -Sy && pacman -Qi bash && rpm -qip /a.rpm && dpkg -L bash
RUN opam config env && conda env list && uv pip list && nix profile list && brew --prefix
RUN choco feature disable -n=showDownloadProgress && terraform version && rustup show
RUN npm config set fund false && gem sources --list && bundle exec rake && yarn config list
