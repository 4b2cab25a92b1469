FROM debian:12-slim
RUN rsync -a src/ dst/ && resolvectl status && openssl dgst -sha256 /a && git submodule init
RUN wget --version && certutil -d sql:/etc/pki -L && scp -r a b && kubectl version --client
RUN python3 -c "import requests, socket; print(socket.gethostname())" && git archive HEAD -o /a.tar
