// Runs axe-core, which must be in the page already, and returns one JSON string. Each node carries the path
// that collect.js gives to the same element (`path`), so that findings and captured elements meet.
//
// arguments[0]: options of axe.run.
return (async function runAxe(options) {
  "use strict";

  function parentOf(el) {
    if (el.assignedSlot) return el.assignedSlot;
    if (el.parentElement) return el.parentElement;
    const root = el.getRootNode();
    return root.host || null;
  }

  function siblingsOf(el, parent) {
    if (parent.localName === "slot" && el.assignedSlot === parent) return parent.assignedElements();
    return (el.assignedSlot ? parent : el.parentNode).children;
  }

  function pathOf(el) {
    const segments = [];
    for (let parent = parentOf(el); parent; el = parent, parent = parentOf(el)) {
      let number = 0;
      for (const sibling of siblingsOf(el, parent)) {
        if (sibling.localName !== el.localName || (sibling.localName === "input" && sibling.type === "hidden")) continue;
        number += 1;
        if (sibling === el) break;
      }
      segments.unshift(el.localName === "body" ? "body" : el.localName + "[" + number + "]");
    }
    return ["html", ...segments].join("/");
  }

  function slim(node) {
    const result = { target: node.target, impact: node.impact, any: node.any, all: node.all, none: node.none };
    if (node.failureSummary) result.failureSummary = node.failureSummary;
    if (node.element && node.element.localName) result.path = pathOf(node.element);
    for (const kind of ["any", "all", "none"]) {
      result[kind] = (node[kind] || []).map((check) => ({ id: check.id, message: check.message, messageKey: (check.data && check.data.messageKey) || null }));
    }
    return result;
  }

  const found = await window.axe.run(document, Object.assign({}, options, { elementRef: true }));
  const rules = (list, nodes) => list.map((rule) => ({
    id: rule.id, impact: rule.impact, help: rule.help, description: rule.description, helpUrl: rule.helpUrl, tags: rule.tags,
    nodes: nodes ? rule.nodes.map(slim) : [],
  }));
  return JSON.stringify({
    engine: found.testEngine, url: found.url,
    violations: rules(found.violations, true), incomplete: rules(found.incomplete, true), passes: rules(found.passes, false),
  });
})(arguments[0]);
