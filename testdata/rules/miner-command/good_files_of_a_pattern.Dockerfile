FROM debian:12-slim
COPY parts /parts/
RUN cat /parts/*.txt | sort > /all.txt && find /parts -name "*.txt" | xargs -n1 basename
