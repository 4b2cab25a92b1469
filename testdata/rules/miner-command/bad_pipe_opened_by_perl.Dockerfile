FROM perl:5
COPY work.pl /work.pl
CMD ["perl", "/work.pl"]
