FROM elixir:1.17
COPY app.exs /
CMD ["elixir", "/app.exs"]
