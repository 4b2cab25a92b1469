FROM debian:12
RUN apt-get install -y logdata-anomaly-miner python3-pdfminer r-cran-survminer tracker-miner-fs adminer
