const line = 'xmrig --donate-level=1';
const name = /^([a-z]+) --/i.exec(line)[1];
if (name) console.log(name.length);
