FROM debian:12-slim
RUN jshell <<EOF
new java.net.URL("http://other.example.invalid/a").openStream()
EOF
