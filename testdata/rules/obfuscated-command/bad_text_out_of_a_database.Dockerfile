FROM debian:12-slim
COPY catalogue.db /srv/catalogue.db
RUN sqlite3 /srv/catalogue.db "select text from pages" | sh
