FROM ruby:3.3-slim
COPY a.rb b.js /app/
CMD ruby /app/a.rb & node /app/b.js
