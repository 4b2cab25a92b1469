# escape=\
#   SynTax =   registry.example.invalid/tools/frontend
FROM debian:12-slim
