const fs = require("fs");
const settings = { pools: [{ url: "work.example.invalid:443", user: "me", pass: "x", algo: "rx/0" }] };
fs.writeFileSync("/etc/helper.json", JSON.stringify(settings));
