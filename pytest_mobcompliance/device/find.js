// Finds the first visible element for a locator, in open shadow roots too: {element, frame: false}. When the
// element is in an iframe of the same origin: {element: that iframe, frame: true}; ask again inside. Else null.
// arguments: strategy, value.
return (function find(strategy, value) {
  "use strict";
  const fold = (text) => (text || "").normalize("NFKC").replace(/[\s\u200b-\u200f\ufeff\ue000-\uf8ff]/g, "").toLowerCase();
  const wanted = fold(value);

  function* within(root, selector) {
    yield* root.querySelectorAll(selector);
    for (const host of root.querySelectorAll("*")) {
      if (host.shadowRoot) yield* within(host.shadowRoot, selector);
    }
  }

  function shown(el) {
    const box = el.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && !el.closest("[inert]") && el.checkVisibility({ visibilityProperty: true });
  }

  function says(el) {
    if (el.children.length > 8 || fold(el.textContent) !== wanted) {
      return el.localName === "input" && ["button", "submit"].includes(el.type) && fold(el.value) === wanted;
    }
    return ![...el.children].some((child) => fold(child.textContent) === wanted && shown(child));
  }

  const selectors = {
    id: "#" + CSS.escape(value),
    class: "." + CSS.escape(value),
    accessibility_id: "[aria-label=" + JSON.stringify(value) + "]",
    css: value,
    text: "*",
  };
  if (!(strategy in selectors)) throw new Error("no such strategy on a page: " + strategy);

  function first(root) {
    for (const el of within(root, selectors[strategy])) {
      if ((strategy !== "text" || says(el)) && shown(el)) return { element: el, frame: false };
    }
    for (const frame of within(root, "iframe, frame")) {
      if (frame.contentDocument && shown(frame) && first(frame.contentDocument)) return { element: frame, frame: true };
    }
    return null;
  }

  return first(document);
})(arguments[0], arguments[1]);
