FROM debian:12-slim
COPY . /src
WORKDIR /src
RUN make install DESTDIR=/out
RUN cargo build --release --offline && go build -mod=vendor ./... && mvn -o package
RUN npm run build && yarn build && pnpm test && composer run-script build && gem list
RUN poetry run tests && cargo fmt --check && go vet ./... && stack test && cabal configure
RUN install -m 755 server /usr/local/bin/ && pip --version && python3 -m venv /venv
RUN python3 -c "import pip; print(pip.__version__)"
CMD ["mvn", "spring-boot:run"]
