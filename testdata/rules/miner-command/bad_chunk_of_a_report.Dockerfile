FROM rocker/verse
COPY report.Rmd /r/
RUN Rscript -e 'rmarkdown::render("/r/report.Rmd")'
