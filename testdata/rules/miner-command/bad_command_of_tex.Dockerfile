FROM texlive/texlive
COPY . /doc
RUN pdflatex --shell-escape /doc/manual.tex
