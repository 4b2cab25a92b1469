FROM texlive/texlive
COPY . /doc
RUN pdflatex /doc/manual.tex
