FROM debian:12-slim
ENTRYPOINT /root/counter -poolip=192.0.2.9 -pooluser=team7 -poolpassword=none
