FROM hashicorp/terraform:1.9
COPY main.tf /work/
RUN terraform -chdir=/work apply -auto-approve
