FROM debian:12-slim
RUN npm install ua-parser-js@0.7.29 @rspack/core@1.1.7
RUN pip install ultralytics==8.3.41
