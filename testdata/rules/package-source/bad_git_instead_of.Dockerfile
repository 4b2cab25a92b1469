FROM golang:1.24
RUN git config --global url."https://git.example.invalid/".insteadOf "https://github.com/"
