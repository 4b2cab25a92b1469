FROM debian:12-slim
RUN set -eu; opts=; \
    [ -e /a ] && opts="$opts --a"; [ -e /b ] && opts="$opts --b"; [ -e /c ] && opts="$opts --c"; \
    [ -e /d ] && opts="$opts --d"; [ -e /e ] && opts="$opts --e"; [ -e /f ] && opts="$opts --f"; \
    if [ -e /g ]; then opts="$opts --g"; fi; if [ -e /h ]; then opts="$opts --h"; fi; \
    run() { "$@"; }; for part in base extra docs; do run make $opts "$part"; run make $opts "$part-install"; done
