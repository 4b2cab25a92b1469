const { spawn } = require("child_process");
const settings = {
  cache: { url: "cache.example.invalid:6379", user: "app", pass: "x" },
  mail: { server: "mail.example.invalid:587", user: "app", pass: "y" },
  pool: { min: 1, max: 5 },
  token: { algorithm: "HS256" },
};
spawn("node", ["worker.js", JSON.stringify(settings)]);
