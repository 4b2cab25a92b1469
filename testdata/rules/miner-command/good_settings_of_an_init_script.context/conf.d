KL_DST="-o /var/log/klog"
KL_ID="-u syslog -p /run/klogd.pid"
KL_MODE="-a 3 -k"
