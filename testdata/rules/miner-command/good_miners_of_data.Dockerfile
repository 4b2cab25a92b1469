FROM python:3.13-slim
RUN pip install pdfminer.six text-miner process-mining
COPY adminer.php /srv/
RUN apt-get update && apt-get install -y tracker-miner-fs rapidminer
CMD ["pdf2txt.py", "--output_type", "text", "-o", "/out/text", "/in/document.pdf"]
