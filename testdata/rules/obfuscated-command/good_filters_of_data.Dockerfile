FROM debian:12-slim
COPY catalogue.db /srv/catalogue.db
RUN sqlite3 /srv/catalogue.db "select text from pages" | sort > /srv/pages.txt
RUN version="$(echo v1/2/3 | rev | cut -d/ -f1 | rev)"; echo "$version"
RUN sed s/world/shell/ /etc/greeting | tee /srv/greeting
