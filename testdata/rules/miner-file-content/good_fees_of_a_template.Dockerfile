FROM elixir:1.17-slim
COPY fees.exs /
CMD ["elixir", "/fees.exs"]
