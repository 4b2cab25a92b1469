require "net/http"
def call(method, params) = Net::HTTP.post(URI("http://127.0.0.1:18083/json_rpc"), { method: method, params: params }.to_json)
call("start_mining", { threads_count: 4 })
