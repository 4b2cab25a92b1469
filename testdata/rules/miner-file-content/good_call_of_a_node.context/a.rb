call("get_info", {})
METHODS = ["start_mining", "stop_mining"]
log("start_mining", 1)
