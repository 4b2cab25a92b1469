FROM continuumio/miniconda3
COPY work.yml /
RUN conda env create -f /work.yml
