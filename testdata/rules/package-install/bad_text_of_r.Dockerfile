FROM debian:12-slim
RUN Rscript -e 'install.packages("some")'
