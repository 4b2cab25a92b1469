FROM debian:12-slim
RUN curl -fsS -o /tmp/data -u user:secret https://files.example.invalid/data
RUN mysql -u root -p"$PASSWORD" -e 'select 1' && tar -a -cf /tmp/a.tar.gz -C /srv . && ls -a
CMD ["gunicorn", "-w", "4", "-u", "app", "--worker-class", "gthread", "app:app"]
