// What the forms decide. There is no server: fixed sample values stand for it.
"use strict";
const Forms = (() => {
  const has = Defects.has;
  const CODE = "246810";
  const CUSTOMERS = { "13800000001": "Demo-Pass-2024", "13800000005": "Demo-Lock-2024" };
  const MOST_FAILURES = 5; // wrong passwords after which nobody is let in
  const TELLS_LEFT = 2; // attempts left, from which on the answer counts them
  const SAME_ANSWER = "账号或密码不正确";
  const LOCKED = "密码错误次数过多，账号已锁定，请明天再试";
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

  const LEAST_AGE = 16; // years: who is younger needs a guardian at a branch
  /** Today as documents write it, in Beijing's time. */
  const today = () => new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10);

  /** Younger than LEAST_AGE by the birth date in an identity number. */
  function isUnderAge(number) {
    const turns = `${Number(number.slice(6, 10)) + LEAST_AGE}-${number.slice(10, 12)}-${number.slice(12, 14)}`;
    return turns > today();
  }

  /** A document's last day is over, or no day at all. */
  function hasExpired(expiry) {
    return expiry !== "长期" && (!/^\d{4}-\d{2}-\d{2}$/.test(expiry) || expiry < today());
  }

  /** Commonly known, or made of one kind of sign over and over. */
  const isWeak = (password) => ["password", "abcd1234", "qwertyui"].includes(password.toLowerCase())
    || /^\d+$/.test(password) || new Set(password).size < 3;

  const WAIT = 60; // s until another one-time code may be asked for; the settings file names the same
  function left() {
    const since = (Date.now() - State.codeAt) / 1000;
    return since >= 0 && since < WAIT && !has("no-resend-wait") ? Math.ceil(WAIT - since) : 0;
  }

  /** Let the button say how long it takes until the next code. */
  function count() {
    const button = el("register-send-code");
    if (!button) return;
    const seconds = left();
    const said = seconds ? `${seconds} 秒后重新获取` : "获取验证码";
    if (button.textContent !== said) button.textContent = said;
    button.disabled = seconds > 0;
  }
  setInterval(count, 250);

  /** Send a code: it opens one registration. */
  function sendCode() {
    if (left()) return;
    el("register-code-status").textContent = State.codeAt ? "验证码已重新发送" : "验证码已发送";
    State.codeAt = Date.now();
    State.codeOpen = true;
    count();
  }

  function fail(id, text) {
    el(id).textContent = text;
    el(id).hidden = false;
  }

  /** The first thing that is wrong with a registration, "" when nothing is. */
  function registrationError() {
    const fields = {
      phone: "手机号码", code: "短信验证码", name: "真实姓名", id_number: "身份证件号码", id_expiry: "证件有效期",
      card: "本人银行卡号", password: "密码",
    };
    if (has("no-second-factor")) delete fields.card;
    if (has("no-real-name")) delete fields.name;
    if (has("registration-down")) return "系统繁忙，请稍后再试";
    const empty = Object.keys(fields).find((name) => !value(`register-${name}`));
    if (empty) return `请填写${fields[empty]}`;
    if (!/^1[3-9]\d{9}$/.test(value("register-phone"))) return "手机号码格式不正确";
    if (!has("code-not-checked") && value("register-code") !== CODE) return "短信验证码不正确";
    if (!State.codeOpen) return "短信验证码已失效，请重新获取";
    if (!idNumberIsValid(value("register-id_number"))) return "身份证件号码不正确";
    if (!has("under-age-accepted") && isUnderAge(value("register-id_number"))) {
      return `身份证件号码对应的年龄未满 ${LEAST_AGE} 周岁，请由监护人陪同到网点办理`;
    }
    if (!has("expired-accepted") && hasExpired(value("register-id_expiry"))) return "证件有效期已过";
    const card = value("register-card").replace(/\s/g, "");
    if (card && !cardIsValid(card)) return "银行卡号不正确";
    if (value("register-password").length < 8) return "密码至少 8 位";
    if (!has("weak-passwords-accepted") && isWeak(value("register-password"))) return "密码过于简单";
    if (!el("register-agree").checked) return "请先阅读并勾选文件";
    return "";
  }

  const FIELDS = {
    phone: "手机号码", code: "短信验证码", name: "真实姓名", id_number: "身份证件号码", id_expiry: "证件有效期", card: "银行卡号",
    password: "密码",
  };

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
    State.codeOpen = has("code-reusable");
    el("register-error").hidden = true;
    el("register-form").hidden = true;
    el("register-done").hidden = false;
  }

  /** The answer to a login, "" when it is right. Unknown account and wrong password get one. */
  function loginError(account, password) {
    const locks = !has("no-lock");
    if (locks && State.failures >= MOST_FAILURES) return LOCKED;
    const known = Object.hasOwn(CUSTOMERS, account);
    if (known && CUSTOMERS[account] === password) return "";
    if (has("account-enumeration")) return known ? "登录密码错误" : "账号不存在";
    const left = MOST_FAILURES - State.failures - 1;
    if (!locks || left > TELLS_LEFT) return SAME_ANSWER;
    return left ? `${SAME_ANSWER}，还剩 ${left} 次机会` : LOCKED;
  }

  function login() {
    const account = value("login-account");
    const error = loginError(account, value("login-password"));
    State.failures = error ? State.failures + 1 : 0;
    if (error) return fail("login-error", error);
    State.logIn(account);
    location.hash = "#/account";
  }

  /** The first thing that is wrong with a reset of the password, "" when nothing is. */
  function resetError() {
    const proves = !has("reset-without-identity");
    if (!/^1[3-9]\d{9}$/.test(value("reset-phone"))) return "手机号码格式不正确";
    if (value("reset-code") !== CODE) return "短信验证码不正确";
    if (proves && !value("reset-name")) return "请填写真实姓名";
    if (proves && !idNumberIsValid(value("reset-id_number"))) return "身份证件号码不正确";
    if (value("reset-new_password").length < 8) return "新密码至少 8 位";
    return "";
  }

  /** The sample keeps no passwords: it says that it is done. */
  function reset() {
    const error = resetError();
    if (error) return fail("reset-error", error);
    el("reset-form").hidden = true;
    el("reset-done").hidden = false;
  }

  /** The first thing that is wrong with a transfer, "" when nothing is. */
  function transferError() {
    if (!value("transfer-payee")) return "请填写收款人姓名";
    if (!cardIsValid(value("transfer-to").replace(/\s/g, ""))) return "收款账号不正确";
    if (!/^\d{1,9}(\.\d{1,2})?$/.test(value("transfer-amount"))) return "金额不正确";
    return "";
  }

  function transferred() {
    el("transfer-verify").hidden = true;
    el("transfer-status").textContent = "演示站点不办理真实转账";
  }

  function transfer() {
    const error = transferError();
    el("transfer-error").hidden = !error;
    if (error) return fail("transfer-error", error);
    el("transfer-form").hidden = true;
    if (has("transfer-unverified")) return transferred();
    el("transfer-verify").hidden = false;
    el("transfer-code").focus();
  }

  function verifyTransfer() {
    if (value("transfer-code") !== CODE) return fail("transfer-code-error", "短信验证码不正确");
    transferred();
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
    "reset-form": reset,
    "transfer-form": transfer,
    "transfer-verify": verifyTransfer,
  };
  document.addEventListener("submit", (event) => {
    event.preventDefault();
    const handle = submit[event.target.id];
    if (handle) handle();
  });
  return { idNumberIsValid, cardIsValid, sendCode, count };
})();
