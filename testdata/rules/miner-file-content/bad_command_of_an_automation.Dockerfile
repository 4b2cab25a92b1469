FROM nodered/node-red:3.1.9
COPY mqttd /usr/src/node-red/mqttd
COPY flows.json /data/flows.json
