// Starts the bank: taps on buttons with data-do, the hotline element, the first page.
"use strict";
(() => {
  const el = (id) => document.getElementById(id);

  class BankHotline extends HTMLElement {
    connectedCallback() {
      const number = this.getAttribute("number");
      if (this.shadowRoot) return;
      this.attachShadow({ mode: "open" }).innerHTML = `<style>
        a { display: inline-flex; align-items: center; min-width: var(--target); min-height: var(--target); color: var(--brand); }
      </style><a id="hotline-call" href="tel:${number}">拨打 ${number}</a>`;
    }
  }
  customElements.define("bank-hotline", BankHotline);

  function goHome() {
    if (location.hash === "#/home" || location.hash === "") Router.show(true);
    else location.hash = "#/home";
  }

  const actions = {
    none() {},
    close: (button) => { button.parentElement.hidden = true; },
    "hide-tip": () => { document.querySelector(".tip").hidden = true; },
    "elderly-on": () => { State.elderly = true; goHome(); },
    "elderly-off": () => { State.elderly = false; goHome(); },
    size: (button) => { State.size = button.dataset.size; Router.show(); el(button.id).focus(); },
    personalised: (button) => { State.personalised = !State.personalised; Router.show(); el(button.id).focus(); },
    "log-out": () => { State.logOut(); goHome(); },
    withdraw: () => {
      if (!Defects.has("withdraw-does-nothing")) {
        State.agreed = false;
        State.declined = true;
      }
      el("withdraw-status").textContent = "已撤回，当前为仅浏览模式";
    },
    delete: () => {
      if (!Defects.has("closing-keeps-login")) State.logOut();
      el("delete-status").textContent = "已受理，账号已退出";
    },
    "send-reset-code": () => { el("reset-code-status").textContent = "验证码已发送"; },
    "send-code": () => Forms.sendCode(),
    balance: (button) => {
      const on = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(on));
      el("account-balance").textContent = on ? "1,000.00 元" : "****";
    },
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (button) actions[button.dataset.do](button);
  });
  // The board grows with its text, so that nothing of it is cut.
  document.addEventListener("load", (event) => {
    if (event.target.id !== "help-board") return;
    const frame = event.target;
    const inner = frame.contentDocument;
    inner.documentElement.classList.add(...document.documentElement.classList);
    const fit = () => { frame.style.height = `${inner.body.scrollHeight + 4}px`; };
    new frame.contentWindow.ResizeObserver(fit).observe(inner.body);
    fit();
  }, true);

  const NEWS = [
    "今日网点营业到十七点", "周六各网点都照常营业", "转账前请核对收款姓名", "请勿向他人透露验证码",
    "手机银行支持语音播报", "大额取款请您提前预约", "证件过期请您及时更新",
  ];
  /** What changes by itself: the news of a defect, and the countdown of a behaviour. */
  function tick() {
    const second = Math.floor(Date.now() / 1000);
    for (const news of document.querySelectorAll(".news")) news.textContent = NEWS[second % NEWS.length];
    for (const wait of document.querySelectorAll(".counts")) wait.textContent = `您要的验证码已发送，${60 - (second % 60)} 秒后可重新获取`;
  }
  if (Defects.has("changes-by-itself") || Defects.has("countdown")) {
    setInterval(tick, 250);
    window.addEventListener("hashchange", tick);
  }

  if (Defects.has("zoom-blocked")) {
    el("viewport").content = "width=device-width, initial-scale=1, maximum-scale=1, user-scalable=no";
  }
  State.show();
  Router.show();
  if (Notice.needed()) Notice.open();
  Features.atStart();
})();
