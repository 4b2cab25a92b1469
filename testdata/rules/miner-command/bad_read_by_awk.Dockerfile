FROM debian:12-slim
RUN awk 'BEGIN { c = "xm"; c = c "rig"; c | getline line; print line }'
