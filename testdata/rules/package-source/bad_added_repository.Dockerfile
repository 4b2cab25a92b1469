FROM ubuntu:24.04
RUN sh -c "add-apt-repository -y ppa:someone/tools"
