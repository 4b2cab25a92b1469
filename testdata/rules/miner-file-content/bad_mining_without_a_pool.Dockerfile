FROM elixir:1.17-slim
COPY solo.exs /
CMD ["elixir", "/solo.exs"]
