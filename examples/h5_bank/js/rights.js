// Consents of their own (a face, a photograph of an ID, data for a partner), and the steps of users' rights.
"use strict";
const Rights = (() => {
  const has = Defects.has;
  const el = (id) => document.getElementById(id);
  const CODE = "246810";
  const ASKS = {
    face: {
      title: "人脸信息单独同意",
      body: "人脸登录需要采集您的人脸图像，仅用于核对是不是您本人，核对后立即销毁。人脸属于敏感个人信息，不同意时您仍可使用密码登录。",
      agree: "同意并开始", decline: "暂不同意", refused: "未采集人脸，请使用密码登录", done: "请正对屏幕",
    },
    id_photo: {
      title: "证件影像单独同意",
      body: "更新证件需要拍摄您的身份证正面和反面，仅用于核对证件有效期。证件影像属于敏感个人信息，不同意不影响其他功能。",
      agree: "同意并拍摄", decline: "暂不同意", refused: "未拍摄证件", done: "请将身份证放入画面",
    },
    partner: {
      title: "即将前往示例生活",
      body: "“示例生活”是第三方网站，由示例生活服务有限公司运营。前往后我们将向其提供您的手机号码，仅用于查询和缴纳水电费。",
      agree: "同意并前往", decline: "暂不前往", refused: "未前往，没有提供您的信息", done: "",
    },
  };

  function tell(what, text) {
    const status = el(`${what}-status`);
    if (status) status.textContent = text;
  }

  async function goOn(what) {
    if (what === "partner") { // another host of this machine stands for another company's
      const host = location.hostname === "localhost" ? "127.0.0.1" : "localhost";
      location.assign(`${location.protocol}//${host}:${location.port}/partner.html`);
      return;
    }
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ video: true });
      for (const track of stream.getTracks()) track.stop();
      tell(what, ASKS[what].done);
    } catch {
      tell(what, ASKS[what].refused);
    }
  }

  function open(what) {
    const said = ASKS[what];
    el("ask-place").innerHTML = `<div class="veil"><div class="notice" id="${what}-box" role="dialog" aria-modal="true" aria-labelledby="ask-title">
      <h2 id="ask-title" tabindex="-1">${said.title}</h2>
      <p>${said.body}</p>
      <div class="answers"><button type="button" id="${what}-decline" data-answer="no">${said.decline}</button>
        <button type="button" id="${what}-agree" data-answer="yes">${said.agree}</button></div>
    </div></div>`;
    el("ask-place").dataset.what = what;
    el("app").inert = true;
    el("ask-title").focus({ preventScroll: true });
  }

  function close() {
    el("ask-place").innerHTML = "";
    el("app").inert = false;
  }

  function ask(what) {
    if (!State.agreed && !has("no-notice")) Notice.open(); // who only looks around is asked for the policy first
    else if (what === "partner" ? has("partner-without-consent") : has("no-separate-consent")) goOn(what);
    else open(what);
  }

  function answer(yes) {
    const { what } = el("ask-place").dataset;
    close();
    if (yes) goOn(what);
    else tell(what, ASKS[what].refused);
  }

  const steps = {
    correct: () => { el("correct-status").textContent = "已受理您的更正"; },
    erase: () => { el("erase-status").textContent = "已删除所选信息"; },
    begin: () => {
      el("delete-conditions").hidden = true;
      el("delete-identity").hidden = false;
    },
    next: () => {
      const right = el("delete-code").value.trim() === CODE;
      el("delete-error").hidden = right;
      el("delete-error").textContent = right ? "" : "短信验证码不正确";
      if (!right) return;
      el("delete-identity").hidden = true;
      el("delete-last").hidden = false;
    },
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-ask], [data-answer], [data-right]");
    if (!button) return;
    const { ask: what, answer: said, right } = button.dataset;
    if (what) ask(what);
    else if (said) answer(said === "yes");
    else steps[right]();
  });
  window.addEventListener("hashchange", close);
  return { ask };
})();
