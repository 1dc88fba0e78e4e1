// Runs some rules of axe-core, which must be in the page already, and returns one JSON string: its verdict on every
// node, passes too, and which of some selectors each element meets.
//
// arguments[0]: ids of axe-core's rules. arguments[1]: name of a selector → selector. Every element has an id.
return (async function (rules, selectors) {
  const options = { runOnly: { type: "rule", values: rules }, iframes: false, elementRef: true };
  const found = await window.axe.run(document, options);
  const verdicts = [];
  for (const kind of ["violations", "incomplete", "passes"]) {
    for (const rule of found[kind]) {
      for (const node of rule.nodes) {
        const keys = [...node.any, ...node.all, ...node.none].map((check) => check.data && check.data.messageKey);
        verdicts.push({ rule: rule.id, id: node.element.id, verdict: kind, key: keys.find(Boolean) || "" });
      }
    }
  }
  const met = {};
  for (const [name, selector] of Object.entries(selectors)) {
    met[name] = Array.from(document.querySelectorAll(selector), (element) => element.id);
  }
  return JSON.stringify({ engine: found.testEngine, verdicts, met });
})(arguments[0], arguments[1]);
