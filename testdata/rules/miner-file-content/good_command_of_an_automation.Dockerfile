FROM nodered/node-red:3.1.9
COPY flows.json /data/flows.json
