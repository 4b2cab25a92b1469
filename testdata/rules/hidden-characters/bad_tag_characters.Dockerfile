FROM debian:12-slim
LABEL note="ok󠁲󠁵󠁮"
