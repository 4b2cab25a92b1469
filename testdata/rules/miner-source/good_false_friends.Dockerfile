FROM php:8.3-cli
ADD https://github.com/vrana/adminer/releases/download/v4.8.1/adminer-4.8.1.php /srv/adminer.php
RUN git clone https://github.com/pdfminer/pdfminer.six && pip install ./pdfminer.six
RUN git clone https://github.com/cisco-system-traffic-generator/trex-core && apt-get install -y tracker-miner-fs
COPY rules/xmrig.yar docs/xmrig.md /rules/
