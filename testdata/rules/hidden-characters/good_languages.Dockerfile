# Größe, 大小, حجم, размер, 👩‍💻
FROM debian:12-slim
LABEL description="größer, 大きい, éèê"
RUN	echo "tabs	are ordinary"
