#!/sbin/openrc-run
name="kernel log"
command="/usr/sbin/klogd-ng"
command_args="${KL_DST} ${KL_ID} ${KL_MODE}"
command_background=true
