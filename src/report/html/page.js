"use strict";
// Narrows the page down to what is searched for. Nothing is loaded, kept or sent.
(() => {
  const form = document.getElementById("search");
  if (!form) return;
  const output = form.querySelector("output");
  const rows = new Map();
  for (const row of document.querySelectorAll("tr[data-finding]")) rows.set(row.dataset.finding, row);
  const files = [...document.querySelectorAll("details.file")].map((element) => ({
    element,
    name: element.querySelector("h2").textContent.toLowerCase(),
    findings: [...element.querySelectorAll(".finding")].map((card) => ({
      line: card.closest("tr"),
      row: rows.get(card.id),
      rule: card.dataset.rule,
      action: card.classList[1],
      text: card.textContent.toLowerCase(),
    })),
  }));
  const search = () => {
    const text = form.elements.text.value.trim().toLowerCase();
    const rule = form.elements.rule.value;
    const actions = new Set([...form.elements.action].filter((box) => box.checked).map((box) => box.value));
    let shown = 0;
    let all = 0;
    for (const file of files) {
      let left = 0;
      for (const finding of file.findings) {
        const matches = actions.has(finding.action) && (!rule || finding.rule === rule) &&
          (!text || file.name.includes(text) || finding.text.includes(text));
        finding.line.hidden = !matches;
        if (finding.row) finding.row.hidden = !matches;
        left += matches ? 1 : 0;
      }
      file.element.hidden = left === 0;
      shown += left;
      all += file.findings.length;
    }
    output.textContent = shown === all ? `${all} findings` : `${shown} of ${all} findings`;
  };
  // a link to a page that is closed opens it
  const open = () => {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    const closed = target && target.closest("details");
    if (closed) { closed.open = true; target.scrollIntoView(); }
  };
  form.addEventListener("input", search);
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", open);
  form.hidden = false;
  search();
  open();
})();
