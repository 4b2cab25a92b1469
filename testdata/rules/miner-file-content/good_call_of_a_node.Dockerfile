FROM ruby:3.3-slim
COPY a.rb b.js c.py /app/
CMD ruby /app/a.rb & node /app/b.js & python3 /app/c.py
