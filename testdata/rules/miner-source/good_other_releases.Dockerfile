FROM debian:12-slim
RUN npm install ua-parser-js@0.7.30 @rspack/core@1.1.8 vant
RUN pip install ultralytics==8.3.40
