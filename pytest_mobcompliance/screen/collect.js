// Walks the page once and returns what `web.parse_web` needs, as one JSON string (a string passes the
// driver many times faster than a tree of objects). Reads only: no style, attribute or scroll position of
// the page is changed, so layout is computed at most once.
//
// arguments[0]: {maxElements: number}. All lengths are CSS px of the top window.
return (function collect(options) {
  "use strict";

  const MAX_ELEMENTS = (options && options.maxElements) || 50000;
  const MAX_DEPTH = 600; // the parser of Chromium stops at 512; beyond, ids would grow without bound
  const MAX_NAME = 500;
  const MAX_TEXT = 20000;
  const EVERYWHERE = { l: -Infinity, t: -Infinity, r: Infinity, b: Infinity };

  const SKIPPED = new Set(["base", "br", "col", "colgroup", "datalist", "head", "link", "map", "meta", "noscript",
    "param", "script", "source", "style", "template", "title", "track", "wbr"]);
  const LEAVES = new Set(["audio", "canvas", "embed", "img", "input", "object", "select", "svg", "textarea", "video"]);
  const REPLACED = new Set(["canvas", "embed", "iframe", "img", "object", "svg", "video"]);
  const ROLES = { __proto__: null, // a page may call an element <constructor>
    a: "link", area: "link", article: "article", aside: "complementary", audio: "audio", blockquote: "blockquote",
    button: "button", canvas: "img", dd: "definition", details: "group", dialog: "dialog", dt: "term",
    embed: "embed", fieldset: "group", figure: "figure", footer: "contentinfo", form: "form", h1: "heading",
    h2: "heading", h3: "heading", h4: "heading", h5: "heading", h6: "heading", header: "banner", hr: "separator",
    html: "document", iframe: "iframe", img: "img", li: "listitem", main: "main", menu: "list", meter: "meter",
    nav: "navigation", object: "object", ol: "list", optgroup: "group", option: "option", output: "status",
    progress: "progressbar", search: "search", summary: "button", svg: "img", table: "table", tbody: "rowgroup",
    td: "cell", textarea: "textbox", tfoot: "rowgroup", th: "columnheader", thead: "rowgroup", tr: "row",
    ul: "list", video: "video",
  };
  const INPUT_ROLES = {
    button: "button", checkbox: "checkbox", color: "button", file: "button", image: "button", number: "spinbutton",
    radio: "radio", range: "slider", reset: "button", search: "searchbox", submit: "button",
  };
  const BUTTON_INPUTS = new Set(["button", "color", "file", "image", "reset", "submit"]);
  const CHECKABLE_ROLES = new Set(["checkbox", "menuitemcheckbox", "menuitemradio", "radio", "switch"]);
  const INTERACTIVE_ROLES = new Set(["button", "checkbox", "combobox", "gridcell", "link", "listbox", "menuitem",
    "menuitemcheckbox", "menuitemradio", "option", "radio", "searchbox", "slider", "spinbutton", "switch", "tab",
    "textbox", "treeitem"]);
  const NAMED_BY_CONTENT = new Set(["button", "cell", "checkbox", "columnheader", "gridcell", "heading", "link",
    "menuitem", "menuitemcheckbox", "menuitemradio", "option", "radio", "rowheader", "switch", "tab", "tooltip",
    "treeitem"]);

  const nodes = [];
  const records = []; // beside `nodes`: what the second pass needs and the caller does not
  const byElement = new Map();
  const styles = new Map();
  const colors = new Map();
  const visual = window.visualViewport;
  // While a page is pinched, the visual viewport is what the picture shows; a scroll bar alone is no pinch.
  const pinched = visual && Math.abs(visual.width - window.innerWidth) > 20;
  const picture = pinched
    ? { l: visual.offsetLeft, t: visual.offsetTop, r: visual.offsetLeft + visual.width, b: visual.offsetTop + visual.height }
    : { l: 0, t: 0, r: window.innerWidth, b: window.innerHeight };
  let truncated = false;

  // ---------------------------------------------------------------- small helpers

  const round = (value) => Math.round(value * 100) / 100;
  const fold = (text) => text.replace(/[\s\u00a0\u3000]+/g, " ").trim();
  const empty = (box) => box.r - box.l < 0.5 || box.b - box.t < 0.5;
  const asList = (box) => [round(box.l), round(box.t), round(box.r), round(box.b)];

  function intersect(a, b) {
    return { l: Math.max(a.l, b.l), t: Math.max(a.t, b.t), r: Math.min(a.r, b.r), b: Math.min(a.b, b.b) };
  }

  function styleOf(el) {
    let style = styles.get(el);
    if (style === undefined) {
      style = el.ownerDocument.defaultView.getComputedStyle(el);
      styles.set(el, style);
    }
    return style;
  }

  function attribute(el, name) {
    const value = el.getAttribute(name);
    return value === null ? null : value.trim();
  }

  // Children in the flat tree: what is drawn, not what is written.
  function flatChildren(el) {
    if (el.shadowRoot) return el.shadowRoot.childNodes;
    if (el.localName === "slot") {
      const assigned = el.assignedNodes();
      if (assigned.length) return assigned;
    }
    return el.childNodes;
  }

  function roleOf(el, tag) {
    const written = attribute(el, "role");
    if (written) {
      const first = written.toLowerCase().split(/\s+/)[0];
      if (first !== "none" && first !== "presentation") return first;
      return tag === "img" || tag === "svg" ? "img" : "";
    }
    if (tag === "input") {
      const type = el.type;
      return INPUT_ROLES[type] || (el.hasAttribute("list") ? "combobox" : "textbox");
    }
    if (tag === "a" || tag === "area") return el.hasAttribute("href") ? "link" : "";
    if (tag === "select") return el.multiple || el.size > 1 ? "listbox" : "combobox";
    if (tag === "header" || tag === "footer") return el.closest("article,aside,main,nav,section") ? "" : ROLES[tag];
    if (tag === "section" || tag === "form") return el.hasAttribute("aria-label") || el.hasAttribute("aria-labelledby") ? (tag === "form" ? "form" : "region") : "";
    if (tag === "summary" && !(el.parentElement && el.parentElement.localName === "details")) return "";
    return ROLES[tag] || "";
  }

  // ---------------------------------------------------------------- accessible name

  function generated(el, pseudo) {
    const content = el.ownerDocument.defaultView.getComputedStyle(el, pseudo).content;
    if (!content || content === "none" || content === "normal") return "";
    const quoted = content.match(/"(?:[^"\\]|\\.)*"/g);
    // Icon fonts put their glyphs into the private use area: a reader says nothing there.
    return quoted ? quoted.map((part) => part.slice(1, -1).replace(/\\(.)/g, "$1")).join("").replace(/[\ue000-\uf8ff]/g, "") : "";
  }

  function textContentName(root, seen, hiddenToo) {
    let result = "";
    (function visit(el, depth) {
      if (depth > 60 || result.length > MAX_NAME) return;
      result += generated(el, "::before");
      for (const child of flatChildren(el)) {
        if (child.nodeType === 3) result += child.data;
        else if (child.nodeType === 1 && !SKIPPED.has(child.localName) && !seen.has(child)) {
          const style = styleOf(child);
          if (!hiddenToo && (style.display === "none" || style.visibility !== "visible" || child.getAttribute("aria-hidden") === "true")) continue;
          const apart = !style.display.startsWith("inline") && style.display !== "contents";
          if (apart) result += " ";
          const own = ownName(child, child.localName, seen);
          if (own !== null) result += own;
          else if (child.localName === "input" || child.localName === "textarea") result += child.type === "password" || child.type === "checkbox" || child.type === "radio" ? "" : child.value;
          else if (child.localName === "select") result += child.selectedOptions.length ? child.selectedOptions[0].text : "";
          else if (!LEAVES.has(child.localName)) visit(child, depth + 1);
          if (apart) result += " ";
        } else if (child.nodeType === 1 && child.localName === "br") result += " ";
      }
      result += generated(el, "::after");
    })(root, 0);
    return fold(result);
  }

  // What the element itself says of its name: no label elements, no content.
  function ownName(el, tag) {
    const label = attribute(el, "aria-label");
    if (label) return label;
    if (tag === "img" || tag === "area" || (tag === "input" && el.type === "image")) {
      const alt = attribute(el, "alt");
      if (alt !== null) return alt;
    }
    if (tag === "input" && BUTTON_INPUTS.has(el.type)) {
      if (el.value && el.type !== "color" && el.type !== "file") return el.value;
      if (el.type === "submit") return "提交";
      if (el.type === "reset") return "重置";
    }
    if (tag === "svg") {
      const title = el.querySelector("title");
      return title && title.textContent.trim() ? fold(title.textContent) : null;
    }
    return null;
  }

  function referenced(el) {
    const ids = attribute(el, "aria-labelledby");
    if (!ids) return "";
    const root = el.getRootNode();
    const parts = [];
    for (const id of ids.split(/\s+/)) {
      const target = root.getElementById ? root.getElementById(id) : null;
      if (!target) continue;
      const own = ownName(target, target.localName);
      parts.push(own !== null ? own : textContentName(target, new Set([el]), true));
    }
    return fold(parts.join(" "));
  }

  function caption(el, tag) {
    const first = tag === "fieldset" ? "legend" : tag === "figure" ? "figcaption" : tag === "table" ? "caption" : "";
    const child = first && el.querySelector(":scope > " + first);
    return child ? textContentName(child, new Set(), false) : "";
  }

  function nameOf(el, tag, role) {
    const byReference = referenced(el);
    if (byReference) return byReference;
    const own = ownName(el, tag);
    if (own) return own.slice(0, MAX_NAME);
    if (el.labels && el.labels.length) {
      const labels = Array.from(el.labels, (label) => textContentName(label, new Set([el]), false));
      const joined = fold(labels.join(" "));
      if (joined) return joined;
    }
    const group = caption(el, tag);
    if (group) return group;
    if (NAMED_BY_CONTENT.has(role) && !LEAVES.has(tag)) {
      const content = textContentName(el, new Set(), false);
      if (content) return content.slice(0, MAX_NAME);
    }
    return attribute(el, "title") || attribute(el, "placeholder") || attribute(el, "aria-placeholder") || null;
  }

  // ---------------------------------------------------------------- colour

  let painter = null;
  function parseColor(text) {
    let rgba = colors.get(text);
    if (rgba !== undefined) return rgba;
    const match = /^rgba?\(([\d.]+), ([\d.]+), ([\d.]+)(?:, ([\d.]+))?\)$/.exec(text);
    if (match) rgba = [+match[1], +match[2], +match[3], match[4] === undefined ? 1 : +match[4]];
    else {
      // oklch(), color(), lab() …: let the browser convert one pixel.
      painter = painter || new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
      painter.clearRect(0, 0, 1, 1);
      painter.fillStyle = text;
      painter.fillRect(0, 0, 1, 1);
      const pixel = painter.getImageData(0, 0, 1, 1).data;
      rgba = [pixel[0], pixel[1], pixel[2], pixel[3] / 255];
    }
    colors.set(text, rgba);
    return rgba;
  }

  function over(top, alpha, below) {
    const rest = 1 - alpha;
    return [top[0] * alpha + below[0] * rest, top[1] * alpha + below[1] * rest, top[2] * alpha + below[2] * rest];
  }

  // Opacity groups from the inside out: the finished group is mixed with what lay behind it.
  function leaveGroups(color, group) {
    for (; group && color; group = group.outer) color = group.backdrop ? over(color, group.opacity, group.backdrop) : null;
    return color ? [Math.round(color[0]), Math.round(color[1]), Math.round(color[2])] : null;
  }

  function imageKind(image) {
    if (!image || image === "none") return "";
    return /url\(|image-set\(|element\(|paint\(/.test(image) ? "image" : "gradient";
  }

  // What is read of every drawn element's style, each property once: reading is what costs.
  function lookOf(style) {
    return {
      display: style.display, position: style.position, overflow: style.overflow, opacity: parseFloat(style.opacity),
      fill: parseColor(style.backgroundColor), image: imageKind(style.backgroundImage), filter: style.filter,
      blend: style.mixBlendMode, moved: style.transform !== "none", cursor: style.cursor, clipPath: style.clipPath,
    };
  }

  // How this element changes what lies behind the text of its subtree.
  function paintOf(style, look, state) {
    const alpha = look.fill[3];
    const paint = { bg: state.bg, reason: state.reason, group: state.group, floating: state.floating, locked: state.locked };
    if (look.opacity < 1) paint.group = { opacity: look.opacity, backdrop: state.bg, outer: state.group };
    if (state.locked) return paint;
    if (look.blend !== "normal" || (look.filter !== "none" && !/^(drop-shadow\([^()]*(\([^()]*\))?[^()]*\) ?)+$/.test(look.filter))) {
      return Object.assign(paint, { bg: null, reason: "filter", locked: true });
    }
    if (look.position === "absolute" || look.position === "fixed" || look.position === "sticky") paint.floating = true;
    if (look.image) return Object.assign(paint, { bg: null, reason: look.image, floating: false });
    if (alpha === 1) return Object.assign(paint, { bg: look.fill, reason: "", floating: false });
    if (alpha > 0 && paint.bg) paint.bg = over(look.fill, alpha, paint.bg);
    const backdrop = style.backdropFilter;
    if (backdrop && backdrop !== "none") Object.assign(paint, { bg: null, reason: "filter" });
    return paint;
  }

  function canvasColor() {
    const root = document.documentElement;
    const scheme = getComputedStyle(root).colorScheme;
    const dark = /dark/.test(scheme) && (!/light/.test(scheme) || matchMedia("(prefers-color-scheme: dark)").matches);
    const base = dark ? [18, 18, 18] : [255, 255, 255];
    for (const el of [root, document.body]) {
      if (!el) continue;
      const style = styleOf(el);
      const fill = parseColor(style.backgroundColor);
      const image = imageKind(style.backgroundImage);
      if (image) return { color: null, reason: image };
      if (fill[3] > 0) return { color: over(fill, fill[3], base), reason: "" };
    }
    return { color: base, reason: "" };
  }

  // ---------------------------------------------------------------- text lines

  function ownLines(texts, map) {
    const lines = [];
    let box = null;
    const doc = texts[0].ownerDocument;
    const range = doc.createRange();
    for (const text of texts) {
      range.selectNodeContents(text);
      for (const raw of range.getClientRects()) {
        if (raw.width === 0 || raw.height === 0) continue;
        const rect = map(raw);
        box = box ? { l: Math.min(box.l, rect.l), t: Math.min(box.t, rect.t), r: Math.max(box.r, rect.r), b: Math.max(box.b, rect.b) } : rect;
        const middle = (rect.t + rect.b) / 2;
        const height = rect.b - rect.t;
        const line = lines.find((known) => Math.abs(known.middle - middle) < height * 0.5);
        if (line) { line.l = Math.min(line.l, rect.l); line.r = Math.max(line.r, rect.r); }
        else lines.push({ middle, height, l: rect.l, r: rect.r });
      }
    }
    lines.sort((a, b) => a.middle - b.middle);
    return { lines, box };
  }

  // Part of the ink is outside what can ever be seen. The font's own box is taller than its ink, so the ink
  // is taken as one font size around the middle of the line; a text that is wholly outside (the next slide
  // of a carousel) is not cut but elsewhere.
  function isCut(lines, size, hard) {
    let inside = false;
    let outside = false;
    for (const line of lines) {
      const half = size * 0.42;
      const apart = line.r <= hard.l || line.l >= hard.r || line.middle + half <= hard.t || line.middle - half >= hard.b;
      if (apart) { outside = true; continue; }
      inside = true;
      if (line.l < hard.l - 1 || line.r > hard.r + 1 || line.middle - half < hard.t - 1 || line.middle + half > hard.b + 1) outside = true;
    }
    return inside && outside;
  }

  // A text that is cut ends in an ellipsis where the block that cuts it asks for one.
  function endsInEllipsis(el, style) {
    for (let at = el, look = style; at && at !== at.ownerDocument.documentElement; at = at.parentElement, look = at && styleOf(at)) {
      if (look.display === "inline" || look.overflow === "visible") continue;
      return look.textOverflow.includes("ellipsis") || (look.webkitLineClamp || "none") !== "none";
    }
    return false;
  }

  // ---------------------------------------------------------------- state of one element

  function isInteractive(el, tag, role, look, state) {
    if (tag === "html" || tag === "body") return false;
    if (["button", "input", "select", "textarea"].includes(tag)) return true;
    if ((tag === "a" || tag === "area") && el.hasAttribute("href")) return true;
    if (tag === "label") return !!el.control && (el.control.type === "checkbox" || el.control.type === "radio");
    if (el.hasAttribute("onclick") || typeof el.onclick === "function") return true;
    if (INTERACTIVE_ROLES.has(role)) return true;
    if (el.isContentEditable && !state.editing) return true;
    if (el.tabIndex >= 0 && el.hasAttribute("tabindex") && el.hasAttribute("role")) return true;
    return look.cursor === "pointer" && state.cursor !== "pointer"; // its own pointer, not an inherited one
  }

  function checkedOf(el, tag, role) {
    if (tag === "input" && (el.type === "checkbox" || el.type === "radio")) return el.indeterminate ? null : el.checked;
    const written = attribute(el, "aria-checked") || attribute(el, "aria-pressed");
    if (written === "true") return true;
    if (written === "false" || (CHECKABLE_ROLES.has(role) && written === null)) return false;
    return null;
  }

  // What is said of a field's error. A description counts where it speaks up by itself: others are plain help.
  function errorOf(el) {
    const root = el.getRootNode();
    const named = (attr) => (attribute(el, attr) || "").split(/\s+/).map((id) => id && root.getElementById && root.getElementById(id)).filter(Boolean);
    const speaksUp = (message) => ["alert", "status"].includes(message.getAttribute("role")) || ["assertive", "polite"].includes(message.getAttribute("aria-live"));
    const messages = [...named("aria-errormessage"), ...named("aria-describedby").filter(speaksUp)];
    const seen = new Set(messages.filter((message) => message.getClientRects().length));
    return fold([...seen].map((message) => message.textContent).join(" ")).slice(0, MAX_TEXT);
  }

  function addFieldFacts(node, el, tag, style) {
    const wrong = attribute(el, "aria-invalid");
    if (wrong !== null) node.invalid = wrong !== "" && wrong !== "false";
    if (node.invalid) set(node, "error", errorOf(el));
    if (tag === "input") node.input_type = el.type;
    const box = tag === "textarea" || (tag === "input" && !BUTTON_INPUTS.has(el.type) && !["checkbox", "hidden", "radio", "range"].includes(el.type));
    const rich = !box && el.isContentEditable && el.getAttribute("contenteditable") !== null;
    if (box || rich) {
      const masked = style !== null && style.webkitTextSecurity && style.webkitTextSecurity !== "none";
      node.password = el.type === "password" || !!masked;
      node.editable = rich || !(el.readOnly || el.disabled);
      set(node, "hint", attribute(el, "placeholder") || attribute(el, "aria-placeholder"));
      if (!node.password) set(node, "value", rich ? fold(el.textContent) : el.value);
    } else if (tag === "select") {
      set(node, "value", el.selectedOptions.length ? fold(el.selectedOptions[0].text) : null);
    } else if (tag === "input" && el.type === "range") node.value = el.value;
  }

  function ownText(el, tag, texts) {
    if (tag === "input") return el.type === "submit" || el.type === "reset" || el.type === "button" ? ownName(el, tag) : null;
    if (tag === "select") return el.selectedOptions.length ? fold(el.selectedOptions[0].text) : null;
    if (tag === "svg") return fold(Array.from(el.querySelectorAll("text"), (part) => part.textContent).join(" ")) || null;
    if (!texts.length) return null;
    return fold(texts.map((text) => text.data).join(" ")).slice(0, MAX_TEXT) || null;
  }

  // Inside a sentence: drawn inline, and letters stand beside it in the same block.
  function isInline(el, display) {
    if (!display.startsWith("inline")) return false;
    for (let child = el, parent = el.parentElement; parent; child = parent, parent = parent.parentElement) {
      for (const sibling of parent.childNodes) {
        if (sibling !== child && sibling.nodeType === 3 && /[\p{L}\p{N}]/u.test(sibling.data)) return true;
      }
      if (styleOf(parent).display !== "inline") return false;
    }
    return false;
  }

  function isReaderHidden(el, tag, state) {
    if (state.readerHidden || el.getAttribute("aria-hidden") === "true" || el.inert) return true;
    if (tag !== "img" && tag !== "svg") return false;
    const role = attribute(el, "role");
    if (role === "presentation" || role === "none") return true;
    return tag === "img" && el.getAttribute("alt") === "" && !el.hasAttribute("aria-label") && !el.hasAttribute("aria-labelledby");
  }

  // Hidden from the eye, kept for screen readers: the usual "visually hidden" styles.
  function isEyeHidden(style, look, rect) {
    const path = look.clipPath;
    if (path !== "none" && (/^inset\((50|100)%/.test(path) || path === "circle(0px)")) return true;
    if ((look.position === "absolute" || look.position === "fixed") && /^rect\(([01]px),? \1,? \1,? \1\)$/.test(style.clip)) return true;
    return rect.r - rect.l <= 1 && rect.b - rect.t <= 1 && look.overflow !== "visible";
  }

  // ---------------------------------------------------------------- geometry

  function geometry(el, look, state, texts) {
    let rect = state.map(el.getBoundingClientRect());
    let drawn = texts.length ? ownLines(texts, state.map) : null;
    if (drawn && !drawn.box) drawn = null;
    if (drawn && empty(rect) && (look.display === "contents" || look.overflow === "visible")) rect = drawn.box;
    const fixed = look.position === "fixed";
    const absolute = look.position === "absolute";
    const clip = fixed ? state.fixedClip : absolute ? state.absoluteClip : state.clip;
    const hard = fixed ? state.fixedHard : absolute ? state.absoluteHard : state.hard;
    return { rect, drawn, clip, hard, seen: intersect(rect, clip) };
  }

  // What is left of the clips inside the element. `hard` leaves out what can be scrolled into view.
  function clipInside(el, tag, style, look, place) {
    const kept = { clip: place.clip, hard: place.hard, scrolls: false };
    if (look.overflow === "visible" || look.display === "inline" || look.display === "contents" || tag === "html") return kept;
    // The overflow of the body is that of the viewport, unless the root has one of its own.
    if (tag === "body" && styleOf(el.ownerDocument.documentElement).overflow === "visible") return kept;
    const [x, y = x] = look.overflow.split(" ");
    const scrollsX = (x === "auto" || x === "scroll") && el.scrollWidth > el.clientWidth + 1;
    const scrollsY = (y === "auto" || y === "scroll") && el.scrollHeight > el.clientHeight + 1;
    const { rect, hard } = place;
    const scale = (rect.r - rect.l) / (el.offsetWidth || rect.r - rect.l) || 1;
    const box = { ...EVERYWHERE };
    if (x !== "visible") {
      box.l = rect.l + el.clientLeft * scale;
      box.r = rect.r - (parseFloat(style.borderRightWidth) || 0) * scale;
    }
    if (y !== "visible") {
      box.t = rect.t + el.clientTop * scale;
      box.b = rect.b - (parseFloat(style.borderBottomWidth) || 0) * scale;
    }
    const cut = intersect(hard, box);
    if (scrollsX) { cut.l = -Infinity; cut.r = Infinity; }
    if (scrollsY) { cut.t = -Infinity; cut.b = Infinity; }
    return { clip: intersect(place.clip, box), hard: cut, scrolls: scrollsX || scrollsY };
  }

  // How much larger than its font size a text is drawn: CSS zoom and transforms.
  function textScale(el, place, transformed) {
    const zoom = el.currentCSSZoom || 1;
    if (!transformed || !el.offsetWidth) return zoom;
    const scale = (place.rect.r - place.rect.l) / (el.offsetWidth * zoom);
    return Number.isFinite(scale) && scale > 0.05 ? zoom * scale : zoom;
  }

  // ---------------------------------------------------------------- one element

  function set(node, key, value) {
    if (value !== null && value !== undefined && value !== "") node[key] = value;
  }

  function addWords(node, el, tag, role, text) {
    set(node, "text", text);
    set(node, "name", nameOf(el, tag, role));
    set(node, "checked", checkedOf(el, tag, role));
    if ((tag === "a" || tag === "area") && el.href) node.href = String(el.href);
    if (role || text) node.role = role || "text";
  }

  function hiddenNode(el, tag, role, node, texts) {
    node.visible = false;
    addWords(node, el, tag, role, ownText(el, tag, texts));
    addFieldFacts(node, el, tag, null);
  }

  function addTextFacts(node, el, tag, style, place, paint, transformed) {
    const scale = textScale(el, place, transformed);
    const size = parseFloat(style.fontSize) * scale;
    node.text_size_dp = round(size);
    set(node, "text_weight", parseInt(style.fontWeight, 10) || null);
    let lineHeight = style.lineHeight === "normal" ? null : parseFloat(style.lineHeight) * scale;
    if (place.drawn) {
      const lines = place.drawn.lines;
      node.line_count = lines.length;
      // "normal" depends on the font: measured where two lines stand under each other, else unknown.
      if (lineHeight === null && lines.length > 1) lineHeight = (lines[lines.length - 1].middle - lines[0].middle) / (lines.length - 1);
    }
    set(node, "line_height_dp", lineHeight === null ? null : round(lineHeight));
    const placeholder = node.hint && !node.value && (tag === "input" || tag === "textarea");
    const source = placeholder ? el.ownerDocument.defaultView.getComputedStyle(el, "::placeholder") : style;
    let ink = parseColor(source.webkitTextFillColor || source.color);
    if (placeholder && parseFloat(source.opacity) < 1) ink = [ink[0], ink[1], ink[2], ink[3] * parseFloat(source.opacity)];
    if (paint.reason && /text/.test(style.webkitBackgroundClip || "")) return; // the letters show the picture
    const needsBelow = ink[3] < 1 || paint.group;
    if (paint.locked || (needsBelow && !paint.bg)) return;
    set(node, "color", leaveGroups(needsBelow ? over(ink, ink[3], paint.bg) : ink.slice(0, 3), paint.group));
  }

  function drawnNode(el, tag, role, node, state, texts, style) {
    const look = lookOf(style);
    const place = geometry(el, look, state, texts);
    const { rect, seen, drawn } = place;
    const paint = paintOf(style, look, state);
    const inside = clipInside(el, tag, style, look, place);
    const opacity = state.opacity * look.opacity;
    const offPage = !state.scroller && (rect.r <= -window.scrollX || rect.b <= -window.scrollY);
    const eyeHidden = state.eyeHidden || isEyeHidden(style, look, rect);
    const replaced = texts.length > 0 && parseFloat(style.textIndent) < -300; // a picture instead of the text
    addWords(node, el, tag, role, replaced ? null : ownText(el, tag, texts));
    addFieldFacts(node, el, tag, style);
    const disabled = state.disabled || el.getAttribute("aria-disabled") === "true" || (el.disabled !== undefined && el.matches(":disabled"));
    const inPicture = !empty(seen);
    const visible = !empty(rect) && opacity > 0.01 && !eyeHidden && !offPage && style.visibility === "visible";
    const clipped = !inPicture || seen.l > rect.l + 0.5 || seen.t > rect.t + 0.5 || seen.r < rect.r - 0.5 || seen.b < rect.b - 0.5;
    const clickable = isInteractive(el, tag, role, look, state);
    const focusable = visible && !disabled && !state.inert && el.tabIndex >= 0 && !el.inert;
    const scrollable = inside.scrolls || (tag === "html" && el.scrollHeight > window.innerHeight + 1);
    // Packed into one number, in the order of `web.FLAGS`, lowest bit first.
    const flags = [visible, clipped, clickable, !disabled, isReaderHidden(el, tag, state), focusable, scrollable];
    node.flags = flags.reduce((bits, flag, bit) => bits | (flag << bit), 0);
    node.full = asList(rect);
    if (inPicture && clipped) node.seen = asList(seen);
    const selected = el.getAttribute("aria-selected");
    if (selected) node.selected = selected === "true";
    if (clickable || role === "link") node.inline = isInline(el, look.display);
    const written = Boolean(node.text || node.value || node.hint);
    if (written) {
      addTextFacts(node, el, tag, style, place, paint, state.transformed || look.moved);
      if (drawn) node.text_cut = isCut(drawn.lines, node.text_size_dp, inside.hard);
      if (node.text_cut) node.text_ellipsis = endsInEllipsis(el, style);
    }
    if (written || clickable) {
      set(node, "background", paint.locked ? null : leaveGroups(paint.bg, paint.group));
      if (!node.background) node.background_reason = paint.reason || "positioned";
    }
    return { look, place, paint, inside, opacity, eyeHidden, inPicture, shownText: written && visible, visible };
  }

  // ---------------------------------------------------------------- the walk

  function startState(map, clip, canvas) {
    return {
      parent: -1, depth: 0, frame: -1, hidden: false, readerHidden: false, inert: false, disabled: false, editing: false,
      eyeHidden: false, transformed: false, scroller: false, cursor: "auto", opacity: 1, map,
      clip, hard: EVERYWHERE, absoluteClip: clip, absoluteHard: EVERYWHERE, fixedClip: clip, fixedHard: EVERYWHERE,
      bg: canvas.color, reason: canvas.reason, group: null, floating: false, locked: false, modal: null,
    };
  }

  function visit(el, segment, state) {
    const tag = el.localName;
    const role = roleOf(el, tag);
    const texts = [];
    if (!LEAVES.has(tag)) for (const child of flatChildren(el)) if (child.nodeType === 3 && /\S/.test(child.data)) texts.push(child);
    const index = nodes.length;
    const node = { parent: state.parent, segment };
    const id = el.getAttribute("id"); // `el.id` of a form may be its field of that name
    if (id) node.resource_id = id;
    if (state.frame >= 0) node.frame = state.frame;
    const record = { el, node, up: state.parent, text: null, fill: 0, opaque: false, floating: false, inPicture: false, clip: null };
    nodes.push(node);
    records.push(record);
    byElement.set(el, index);
    const isModal = el === state.modal;
    if (state.modal && !el.contains(state.modal)) state = { ...state, readerHidden: true, inert: true, modal: null };
    const style = state.hidden ? null : styleOf(el);
    if (style === null || style.display === "none") {
      hiddenNode(el, tag, role, node, texts);
      return { ...state, parent: index, depth: state.depth + 1, hidden: true };
    }
    const made = drawnNode(el, tag, role, node, state, texts, style);
    const { look, place } = made;
    record.opaque = look.fill[3] === 1 || look.image !== "";
    record.fill = !made.visible ? 0 : REPLACED.has(tag) || look.image ? 1 : look.fill[3] * made.opacity;
    record.floating = made.paint.floating;
    record.clip = made.inside.clip;
    record.inPicture = made.inPicture;
    if (made.shownText) record.text = place.drawn ? place.drawn.lines[0] : { middle: (place.rect.t + place.rect.b) / 2, l: place.rect.l, r: place.rect.r };
    const leaf = el.firstElementChild === null && !el.shadowRoot && tag !== "iframe" && tag !== "frame" && tag !== "slot";
    return leaf ? null : stateBelow(el, index, style, state, made, isModal);
  }

  function stateBelow(el, index, style, state, made, isModal) {
    const { look, place, paint, inside } = made;
    const holdsFixed = look.moved || look.filter !== "none";
    const holdsAbsolute = holdsFixed || look.position !== "static";
    return {
      parent: index, depth: state.depth + 1, frame: state.frame, map: state.map, place,
      modal: isModal ? null : state.modal, hidden: style.contentVisibility === "hidden",
      readerHidden: state.readerHidden || el.getAttribute("aria-hidden") === "true" || el.inert === true,
      inert: state.inert || el.inert === true, disabled: state.disabled || el.getAttribute("aria-disabled") === "true",
      editing: state.editing || el.isContentEditable === true, eyeHidden: made.eyeHidden, cursor: look.cursor,
      opacity: made.opacity, transformed: state.transformed || look.moved, scroller: state.scroller || inside.scrolls,
      clip: inside.clip, hard: inside.hard,
      absoluteClip: holdsAbsolute ? inside.clip : state.absoluteClip, absoluteHard: holdsAbsolute ? inside.hard : state.absoluteHard,
      fixedClip: holdsFixed ? inside.clip : state.fixedClip, fixedHard: holdsFixed ? inside.hard : state.fixedHard,
      bg: paint.bg, reason: paint.reason, group: paint.group, floating: paint.floating, locked: paint.locked,
    };
  }

  function frameState(el, below) {
    let inside = null;
    try { inside = el.contentDocument; } catch (error) { inside = null; }
    if (!inside || !inside.documentElement) return null;
    const root = inside.documentElement;
    if (below.hidden) return { root, state: { ...below, frame: below.parent, modal: null } };
    const { rect } = below.place;
    const scale = (rect.r - rect.l) / (el.offsetWidth || rect.r - rect.l) || 1;
    const x = rect.l + el.clientLeft * scale;
    const y = rect.t + el.clientTop * scale;
    const map = (box) => ({ l: x + box.left * scale, t: y + box.top * scale, r: x + box.right * scale, b: y + box.bottom * scale });
    const clip = intersect(below.clip, { l: x, t: y, r: x + el.clientWidth * scale, b: y + el.clientHeight * scale });
    const clips = { clip, absoluteClip: clip, fixedClip: clip, hard: EVERYWHERE, absoluteHard: EVERYWHERE, fixedHard: EVERYWHERE };
    const state = { ...below, ...clips, map, frame: below.parent, modal: modalOf(inside), scroller: true, cursor: "auto", disabled: false, editing: false };
    return { root, state };
  }

  function modalOf(doc) {
    try { return doc.querySelector("dialog:modal"); } catch (error) { return null; }
  }

  function walk() {
    const canvas = canvasColor();
    const first = startState((rect) => ({ l: rect.left, t: rect.top, r: rect.right, b: rect.bottom }), picture, canvas);
    first.modal = modalOf(document);
    const stack = [{ el: document.documentElement, segment: "html", state: first }];
    while (stack.length) {
      if (nodes.length >= MAX_ELEMENTS) { truncated = true; break; }
      const { el, segment, state } = stack.pop();
      const tag = el.localName;
      const below = visit(el, segment, state);
      if (below === null) continue;
      if (tag === "iframe" || tag === "frame") {
        const frame = frameState(el, below);
        if (frame === null) nodes[below.parent].in_webview = true;
        else stack.push({ el: frame.root, segment: "html", state: frame.state });
        continue;
      }
      if (LEAVES.has(tag)) continue;
      if (state.depth >= MAX_DEPTH) { truncated = truncated || el.childElementCount > 0; continue; }
      if (el.shadowRoot) below.frame = below.parent;
      pushChildren(stack, el, below);
    }
  }

  function pushChildren(stack, el, below) {
    const counts = { __proto__: null };
    const first = stack.length;
    const closed = el.localName === "details" && !el.open;
    for (const child of flatChildren(el)) {
      if (child.nodeType !== 1) continue;
      const tag = child.localName;
      if (SKIPPED.has(tag) || (tag === "input" && child.type === "hidden")) continue;
      counts[tag] = (counts[tag] || 0) + 1;
      // Under a closed <details> there is layout, but nothing is drawn except its first <summary>.
      const hidden = closed && !(tag === "summary" && counts[tag] === 1);
      stack.push({
        el: child, segment: tag === "body" ? tag : tag + "[" + counts[tag] + "]",
        state: hidden ? { ...below, hidden: true } : below,
      });
    }
    for (let i = first, j = stack.length - 1; i < j; i++, j--) [stack[i], stack[j]] = [stack[j], stack[i]];
  }

  // ---------------------------------------------------------------- second pass: what lies over and under a text

  function isAncestor(candidate, index) {
    for (; index >= 0; index = records[index].up) if (index === candidate) return true;
    return false;
  }

  function lookThrough(record, index) {
    const doc = record.el.ownerDocument;
    const line = record.text;
    const clip = intersect(record.clip, { l: line.l, r: line.r, t: line.middle - 1, b: line.middle + 1 });
    if (clip.r <= clip.l || clip.b <= clip.t || doc !== document) return null;
    let above = true;
    for (const el of doc.elementsFromPoint((clip.l + clip.r) / 2, line.middle)) {
      const other = byElement.get(el);
      if (other === undefined) continue;
      if (isAncestor(other, index)) {
        above = false;
        if (records[other].opaque) return "";
      } else if (isAncestor(index, other)) above = false;
      else if (records[other].fill > 0.02) return above ? "covered" : "positioned";
    }
    return "";
  }

  function settleBackgrounds() {
    records.forEach((record, index) => {
      if (record.text === null) return;
      const node = record.node;
      const found = record.inPicture ? lookThrough(record, index) : null;
      const reason = found === null ? (record.floating ? "positioned" : "") : found;
      if (reason) { delete node.background; node.background_reason = reason; }
    });
  }

  // ---------------------------------------------------------------- the answer

  function page() {
    const root = document.documentElement;
    const body = document.body;
    const adjust = styleOf(root).textSizeAdjust || styleOf(root).webkitTextSizeAdjust || "auto";
    const meta = document.querySelector("meta[name=viewport i]");
    return {
      url: location.href, title: document.title, lang: root.lang || null,
      width: window.innerWidth, height: window.innerHeight, pixel_ratio: window.devicePixelRatio,
      left: picture.l, top: picture.t, seen_width: picture.r - picture.l, seen_height: picture.b - picture.t,
      layout_width: root.clientWidth, layout_height: root.clientHeight,
      scroll_width: Math.max(root.scrollWidth, body ? body.scrollWidth : 0), scroll_height: Math.max(root.scrollHeight, body ? body.scrollHeight : 0),
      scroll_x: window.scrollX, scroll_y: window.scrollY, scale: visual ? visual.scale : 1,
      dark: matchMedia("(prefers-color-scheme: dark)").matches,
      font_scale: /%$/.test(adjust) ? parseFloat(adjust) / 100 : 1,
      meta_viewport: meta ? meta.getAttribute("content") : null, ready: document.readyState,
    };
  }

  // Old libraries give arrays a toJSON of their own, which spoils JSON.stringify.
  function stringify(value) {
    const spoiled = [Array.prototype, Object.prototype, String.prototype].filter((proto) => Object.hasOwn(proto, "toJSON"));
    const saved = spoiled.map((proto) => Object.getOwnPropertyDescriptor(proto, "toJSON"));
    spoiled.forEach((proto) => delete proto.toJSON);
    try { return JSON.stringify(value); }
    finally { spoiled.forEach((proto, i) => Object.defineProperty(proto, "toJSON", saved[i])); }
  }

  walk();
  settleBackgrounds();
  return stringify({ format: "mobcompliance-web", version: 1, page: page(), truncated, nodes });
})(arguments[0]);
