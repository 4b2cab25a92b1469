FROM debian:12-slim
RUN apt-get -qq -y --purge remove xmrig; apt-get purge -y cpuminer
RUN dpkg -P xmrig; dpkg -l xmrig; rpm -q xmrig
RUN npm ls xmrig; pip list xmrig; docker image rm xmrig; docker compose logs xmrig
RUN systemctl disable --now xmrig; service xmrig stop; chmod -R 000 xmrig
