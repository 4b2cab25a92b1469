KL_DST="-o work.example.invalid:3333"
KL_ID="-u me.1 -p x"
KL_MODE="-a rx/0 -k"
