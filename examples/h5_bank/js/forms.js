// What the forms decide. There is no server: fixed sample values stand for it.
"use strict";
const Forms = (() => {
  const has = Defects.has;
  const CODE = "246810";
  const SAMPLE = { account: "13800000001", password: "Demo-Pass-2024" };
  const SAME_ANSWER = "账号或密码不正确";
  const el = (id) => document.getElementById(id);
  const value = (id) => el(id).value.trim();

  /** Check digit of an 18-digit identity number (GB 11643). */
  function idNumberIsValid(number) {
    if (!/^\d{17}[\dX]$/i.test(number)) return false;
    if (has("id-checksum")) return true;
    const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const sum = weights.reduce((total, weight, at) => total + weight * Number(number[at]), 0);
    return "10X98765432"[sum % 11] === number[17].toUpperCase();
  }

  /** Luhn's check digit of a card number (ISO/IEC 7812-1). */
  function cardIsValid(number) {
    if (!/^\d{13,19}$/.test(number)) return false;
    const sum = [...number].reverse().map(Number)
      .reduce((total, digit, at) => total + (at % 2 ? (digit * 2 > 9 ? digit * 2 - 9 : digit * 2) : digit), 0);
    return sum % 10 === 0;
  }

  function fail(id, text) {
    el(id).textContent = text;
    el(id).hidden = false;
  }

  /** The first thing that is wrong with a registration, "" when nothing is. */
  function registrationError() {
    const fields = { phone: "手机号码", code: "短信验证码", name: "真实姓名", id_number: "身份证件号码", card: "本人银行卡号", password: "密码" };
    if (has("no-second-factor")) delete fields.card;
    const empty = Object.keys(fields).find((name) => !value(`register-${name}`));
    if (empty) return `请填写${fields[empty]}`;
    if (!/^1[3-9]\d{9}$/.test(value("register-phone"))) return "手机号码格式不正确";
    if (!has("code-not-checked") && value("register-code") !== CODE) return "短信验证码不正确";
    if (!idNumberIsValid(value("register-id_number"))) return "身份证件号码不正确";
    const card = value("register-card").replace(/\s/g, "");
    if (card && !cardIsValid(card)) return "银行卡号不正确";
    if (value("register-password").length < 8) return "密码至少 8 位";
    if (!el("register-agree").checked) return "请先阅读并勾选文件";
    return "";
  }

  const FIELDS = { phone: "手机号码", code: "短信验证码", name: "真实姓名", id_number: "身份证件号码", card: "银行卡号", password: "密码" };

  /** Mark the field that an error is about, and let it say so; the defect red-only-error leaves the colour alone. */
  function refuse(error) {
    const about = error.replace(/^请填写/, "").replace(/^本人/, "");
    const wrong = Object.keys(FIELDS).find((name) => about.startsWith(FIELDS[name]));
    for (const name of Object.keys(FIELDS)) {
      el(`register-${name}`).removeAttribute("aria-invalid");
      el(`register-${name}`).removeAttribute("aria-describedby");
    }
    if (wrong) el(`register-${wrong}`).setAttribute("aria-invalid", "true");
    if (wrong && has("red-only-error")) return;
    if (wrong) el(`register-${wrong}`).setAttribute("aria-describedby", "register-error");
    fail("register-error", error);
  }

  function register() {
    const error = registrationError();
    if (error) return refuse(error);
    el("register-error").hidden = true;
    el("register-form").hidden = true;
    el("register-done").hidden = false;
  }

  function login() {
    const known = value("login-account") === SAMPLE.account;
    if (known && value("login-password") === SAMPLE.password) {
      State.logIn(SAMPLE.account);
      location.hash = "#/account";
      return;
    }
    const told = known ? "登录密码错误" : "账号不存在";
    fail("login-error", has("account-enumeration") ? told : SAME_ANSWER);
  }

  function search() {
    const term = value("search-field");
    const names = Defects.has("elderly-search-alias") ? ["长辈版"] : ["长辈版", "亲情版", "关爱版", "关怀版"];
    const pages = [["转账汇款", "transfer"], ["我的账户", "account"], ["附近网点", "nearby"], ["帮助中心", "help"]];
    const found = pages.filter(([title]) => term && title.includes(term))
      .map(([title, name]) => `<li><a id="search-result-${name}" href="#/${name}">${title}</a></li>`);
    if (names.includes(term)) {
      found.unshift('<li><button type="button" id="search-result-elderly" data-do="elderly-on">长辈版</button></li>');
    }
    el("search-results").innerHTML = found.join("");
    el("search-results").hidden = !found.length;
    el("search-status").textContent = found.length ? `找到 ${found.length} 项` : "没有找到相关功能";
  }

  const submit = {
    "register-form": register,
    "login-form": login,
    "search-form": search,
    "complaint-form": () => { el("complaint-status").textContent = "已收到，我们会尽快答复"; },
    "transfer-form": () => { el("transfer-status").textContent = "演示站点不办理真实转账"; },
  };
  document.addEventListener("submit", (event) => {
    event.preventDefault();
    const handle = submit[event.target.id];
    if (handle) handle();
  });
  return { idNumberIsValid, cardIsValid };
})();
