// The privacy notice of the first visit.
"use strict";
const Notice = (() => {
  const has = Defects.has;
  const EARLY = 2800; // ms that home can be used first, under the defect home-before-notice
  const place = () => document.getElementById("notice-place");
  const app = () => document.getElementById("app");

  function buttons() {
    if (has("got-it")) return '<div class="answers single"><button type="button" id="notice-agree">我知道了</button></div>';
    const agree = '<button type="button" id="notice-agree">同意</button>';
    if (has("only-agree")) return `<div class="answers single">${agree}</div>`;
    if (has("big-agree")) {
      return `<div class="answers single">${agree.replace(" id=", ' style="min-height: 64px" id=')}
        <button type="button" id="notice-decline" style="justify-self: center">不同意</button></div>`;
    }
    const pale = has("pale-decline") ? ' style="color: #b4bcc6"' : "";
    return `<div class="answers"><button type="button" id="notice-decline"${pale}>不同意</button>${agree}</div>`;
  }

  function open() {
    if (has("home-before-notice")) setTimeout(show, EARLY);
    else show();
  }

  function show() {
    place().innerHTML = `<div class="veil"><div class="notice" id="notice" role="dialog" aria-modal="true" aria-labelledby="notice-title">
      <h2 id="notice-title" tabindex="-1">隐私保护提示</h2>
      <p>我们重视您的个人信息。注册时需要手机号码、姓名、身份证件号码和银行卡号，用于实名认证；位置、相机和通知只在您使用对应功能时申请。不同意也可以浏览公开内容。请先阅读：</p>
      <ul class="rows">
        <li><a id="notice-policy" href="${Pages.policy}">《隐私政策》</a></li>
        <li><a id="notice-agreement" href="${Pages.agreement}">《用户协议》</a></li>
      </ul>
      ${has("preticked") ? '<div class="consent"><input type="checkbox" id="notice-tick" checked><label for="notice-tick">我已阅读并接受</label></div>' : ""}
      ${buttons()}
    </div></div>`;
    app().inert = true;
    document.getElementById("notice-title").focus();
  }

  function close() {
    place().innerHTML = "";
    app().inert = false;
  }

  document.addEventListener("click", (event) => {
    if (event.target.id === "notice-agree") {
      State.agreed = true;
      State.declined = false;
      close();
      Router.show();
    } else if (event.target.id === "notice-decline" && !has("decline-traps")) {
      State.declined = true;
      close();
      Router.show();
    }
  });
  // Who leaves while the notice stands has not answered.
  window.addEventListener("pagehide", () => {
    if (has("back-is-consent") && place().firstChild) State.agreed = true;
  });
  return { open, needed: () => !State.agreed && !State.declined && !has("no-notice") };
})();
