FROM nginx:1.27-alpine
COPY site/ /usr/share/nginx/html/
COPY footer.part /tmp/footer.part
RUN sed -i -e '/<\/body>/{r /tmp/footer.part' -e '}' /usr/share/nginx/html/index.html && rm /tmp/footer.part
