// Routes are hashes, so that the query (and with it the defects) stays.
"use strict";
const Router = (() => {
  const has = Defects.has;
  const LOGIN = ["account", "transfer"];
  const alt = "示例银行标志";

  function wanted() {
    const name = location.hash.replace(/^#\/?/, "") || "home";
    if (!Object.hasOwn(Pages.all, name)) return "home";
    if (has("guest-blocked") && State.declined && name === "help") return "login";
    const open = State.loggedIn || (has("guest-account") && name === "account")
      || (has("back-after-logout") && State.wasShown(name));
    return LOGIN.includes(name) && !open ? "login" : name;
  }

  function tabs(name) {
    const all = [["home", "首页"], ["help", "帮助"], ["settings", "我的"]];
    return `<nav aria-label="主导航"><ul>${all.map(([to, text]) =>
      `<li><a id="tab-${to}" href="#/${to}"${to === name ? ' aria-current="page"' : ""}>${text}</a></li>`).join("")}</ul></nav>`;
  }

  function show(moved = false) {
    const name = wanted();
    if (State.loggedIn && LOGIN.includes(name)) State.noteShown(name);
    const unknown = Defects.unknown.length
      ? '<p id="defects-error" class="banner" role="alert"></p>' : "";
    document.getElementById("app").innerHTML = `${unknown}
      <header><img src="logo.svg" alt="${alt}" width="48" height="48"><p class="brand">示例银行</p></header>
      <main id="screen-${name}">${Pages.all[name]()}</main>
      <footer>${State.declined ? '<p id="browse-only" class="soft">当前为仅浏览模式</p>' : ""}${tabs(name)}</footer>`;
    if (unknown) document.getElementById("defects-error").textContent = `未知的缺陷名称：${Defects.unknown.join("，")}`;
    const title = document.querySelector("main h1");
    document.title = `${title.textContent} - 示例银行`;
    if (moved) { title.focus({ preventScroll: true }); scrollTo(0, 0); }
    if (name === "home" && (State.agreed || has("no-notice"))) Features.onHome();
  }

  window.addEventListener("hashchange", () => show(true));
  return { show };
})();
