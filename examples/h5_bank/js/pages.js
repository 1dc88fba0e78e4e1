// One function for each page; each returns the content of its <main>.
"use strict";
const Pages = (() => {
  const has = Defects.has;
  const when = (on, html) => (on ? html : "");
  const query = location.search.replace(/&/g, "&amp;").replace(/"/g, "&quot;");
  const agreement = `agreement.html${query}`;
  const policy = has("policy-in-agreement") ? agreement : `policy.html${query}`;
  const row = (id, href, text) => `<li><a id="${id}" href="${href}">${text}</a></li>`;
  const policyRow = (id) => when(!has("policy-deep"), row(id, policy, "隐私政策"));
  const listRows = (place) => when(!has("no-lists"),
    row(`${place}-collected`, "#/collected", "个人信息收集清单") + row(`${place}-shared`, "#/shared", "第三方信息共享清单"));
  const withdrawRow = (id) => when(!has("no-withdraw"), row(id, "#/withdraw", "撤回同意"));
  const elderlyRow = (id) => State.elderly
    ? `<li><button type="button" id="${id}" data-do="elderly-off">返回标准版</button></li>`
    : `<li><button type="button" id="${id}" data-do="elderly-on">长辈版</button></li>`;

  /** A button that is only a picture. */
  const iconButton = (id, name, drawing, more = "") => `<button type="button" class="icon" id="${id}" data-do="none"
    aria-label="${name}"${more}><svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">${drawing}</svg></button>`;
  const DISC = '<circle cx="10" cy="10" r="8" fill="currentColor"/>';
  const BLOCK = '<path d="M2 2h16v16H2z" fill="currentColor"/>';

  /** A small window, with what closes it at its upper right or lower right. */
  const floating = (id, close, said, low = false) => {
    const button = `<button type="button" id="${close}" class="close" data-do="close" aria-label="关闭">
      <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true"><path d="M2 2 14 14M14 2 2 14" stroke="currentColor" stroke-width="2"/></svg></button>`;
    return `<div id="${id}" class="floating">${low ? "" : button}<p><b>${said}</b></p><p>到账时为您读出金额</p>${low ? button : ""}</div>`;
  };

  const elderlyExtras = () => `
    ${when(has("asks-three-fingers"), '<p id="home-gesture">撤销上一步请用三指下滑</p>')}
    ${when(has("changes-by-itself"), '<div class="card"><p id="home-news" class="news"></p></div>')}
    ${when(has("countdown"), '<p id="home-wait" class="counts"></p>')}
    ${when(has("tiny-close-elderly"), floating("home-popup", "popup-close", "长辈版使用小贴士"))}`;

  const home = () => `
    <h1 tabindex="-1">首页</h1>
    <div class="card">
      <p class="greeting">您好，欢迎使用示例银行</p>
      <p class="tip soft">本站为演示样例，不办理真实业务</p>
      ${when(has("small-target"), '<button type="button" id="hide-tip" data-do="hide-tip" aria-label="收起提示">×</button>')}
    </div>
    ${when(State.elderly, elderlyExtras())}
    ${when(State.elderly, '<p><button type="button" class="main" id="elderly-off" data-do="elderly-off">返回标准版</button></p>')}
    ${when(!State.elderly && !has("elderly-no-entry"), '<p><button type="button" class="main" id="elderly-entry" data-do="elderly-on">长辈版</button></p>')}
    ${when(State.elderly && has("elderly-ads"), `<aside id="ad" class="card" aria-label="广告"><p>广告</p>
      <p>新客理财限时加息</p><button type="button" id="ad-claim" data-do="none">立即领取红包</button></aside>`)}
    <div class="grid">
      <a class="button" id="go-search" href="#/search">搜索</a>
      <a class="button" id="go-account" href="#/account">我的账户</a>
      <a class="button" id="go-transfer" href="#/transfer">转账汇款</a>
      <a class="button" id="go-nearby" href="#/nearby">附近网点</a>
      <a class="button" id="go-scan" href="#/scan">扫一扫</a>
      <a class="button" id="go-messages" href="#/messages">消息提醒</a>
      <a class="button" id="go-login" href="#/login">登录</a>
      <a class="button" id="go-register" href="#/register">注册</a>
    </div>
    ${when(has("unnamed-button"), '<button type="button" id="home-more" data-do="none"><svg width="24" height="24" aria-hidden="true"><circle cx="12" cy="12" r="6" fill="currentColor"/></svg></button>')}
    ${when(has("name-repeats-role"), '<button type="button" id="home-service" data-do="none">服务预约按钮</button>')}
    ${when(has("unclear-link"), '<p><a id="home-unclear" href="#/help">点击这里</a></p>')}
    ${when(has("image-alt"), '<p><img id="home-picture" src="logo.svg" width="48" height="48"></p>')}
    ${when(has("unrelated-link"), '<p><a id="home-unrelated" href="https://lottery.example/">幸运大转盘</a></p>')}`;

  const search = () => `
    <h1 tabindex="-1">搜索</h1>
    <form id="search-form" role="search" class="card">
      <div class="field"><label for="search-field">想找什么功能</label>
        <input id="search-field" name="term" type="search" autocomplete="off" enterkeyhint="search"></div>
      <button type="submit" class="main" id="search-go">查找</button>
    </form>
    <p id="search-status" role="status"></p>
    <ul class="rows" id="search-results" hidden></ul>`;

  const settings = () => `
    <h1 tabindex="-1">我的设置</h1>
    <h2>显示</h2>
    <ul class="rows">
      ${when(!(has("elderly-no-settings-entry") && !State.elderly), elderlyRow("settings-elderly"))}
    </ul>
    <div class="card" role="group" aria-labelledby="size-title">
      <p id="size-title">字体大小</p>
      ${[["normal", "标准字号"], ["large", "大字号"], ["largest", "特大字号"]].map(([name, text]) =>
        `<button type="button" id="size-${name}" data-do="size" data-size="${name}" aria-pressed="${State.size === name}">${text}</button>`).join(" ")}
    </div>
    <h2>个人信息保护</h2>
    <ul class="rows">
      ${row("settings-privacy", "#/privacy", "个人信息中心")}
      ${policyRow("settings-policy")}
      ${row("settings-agreement", agreement, "用户协议")}
      ${listRows("settings")}
      ${row("settings-permissions", "#/permissions", "权限管理")}
      ${when(!has("no-personalised-switch"), `<li><button type="button" id="settings-personalised" role="switch" aria-checked="${State.personalised}" data-do="personalised">个性化推荐<span aria-hidden="true" class="state">${State.personalised ? "（已开启）" : "（已关闭）"}</span></button></li>`)}
      ${withdrawRow("settings-withdraw")}
    </ul>
    <h2>账号与其他</h2>
    <ul class="rows">
      <li><button type="button" id="settings-partner" data-ask="partner">生活缴费</button></li>
      ${when(!has("no-closing"), row("settings-delete", "#/delete", "注销账号"))}
      ${row("settings-about", "#/about", "关于我们")}
      ${row("settings-help", "#/help", "帮助中心")}
      ${State.loggedIn ? '<li><button type="button" id="settings-logout" data-do="log-out">退出登录</button></li>' : row("settings-login", "#/login", "登录账号")}
    </ul>
    <p id="partner-status" role="status"></p>
    ${when(has("no-personalised-switch"), '<p id="settings-tailored">猜你喜欢：稳健理财精选</p>')}`;

  const privacy = () => `
    <h1 tabindex="-1">个人信息中心</h1>
    <div class="card"><p>您可以在这里查看我们收集和共享了哪些信息，并管理您的授权。</p></div>
    <ul class="rows">
      ${policyRow("privacy-policy")}
      ${listRows("privacy")}
      ${row("privacy-permissions", "#/permissions", "权限管理")}
      ${withdrawRow("privacy-withdraw")}
      ${when(!has("no-correct"), row("privacy-change", "#/correct", "更正个人信息"))}
      ${when(!has("no-delete"), row("privacy-erase", "#/erase", "删除个人信息"))}
      <li><button type="button" id="privacy-id-photo" data-ask="id_photo">更新身份证影像</button></li>
    </ul>
    <p id="id_photo-status" role="status"></p>
    ${when(has("reversed-order"), `<div class="reversed"><a class="button" id="privacy-copy" href="#/collected">导出副本</a>
      <a class="button" id="privacy-correct" href="#/help">更正信息</a></div>`)}
    ${when(has("twin-names"), `<ul class="rows">${row("privacy-details-1", "#/collected", "查看明细")}${row("privacy-details-2", "#/shared", "查看明细")}</ul>`)}`;

  /** A list as a table; columns in `without` are left out. */
  function table(caption, columns, rows, without) {
    const kept = columns.map((name, at) => [name, at]).filter(([name]) => !without.includes(name));
    return `<table><caption>${caption}</caption>
      <thead><tr>${kept.map(([name]) => `<th scope="col">${name}</th>`).join("")}</tr></thead>
      <tbody>${rows.map((cells) => `<tr>${kept.map(([, at]) => `<td>${cells[at]}</td>`).join("")}</tr>`).join("")}</tbody>
    </table>`;
  }
  const lacking = has("lists-columns") ? ["使用目的", "共享方式"] : [];

  const collected = () => `
    <h1 tabindex="-1">个人信息收集清单</h1>
    ${table("我们收集的信息", ["信息种类", "使用目的", "使用场景"], [
      ["手机号码", "核验身份、登录", "注册、登录"],
      ["姓名和身份证件号码", "实名认证", "注册"],
      ["银行卡号", "核验同一人", "注册"],
      ["位置", "查询附近网点", "附近网点"],
      ["相机画面", "扫描二维码", "扫一扫"],
    ], lacking)}`;

  const shared = () => `
    <h1 tabindex="-1">第三方信息共享清单</h1>
    ${table("我们共享的信息", ["第三方名称", "信息种类", "使用目的", "使用场景", "共享方式"], [
      ["示例清算机构", "银行卡号", "完成转账", "转账汇款", "加密接口"],
      ["示例短信服务商", "手机号码", "发送验证码", "注册", "加密接口"],
    ], lacking)}`;

  const permissions = () => `
    <h1 tabindex="-1">权限管理</h1>
    <div class="card">
      <p>以下权限只在您使用对应功能时才会申请，拒绝后不影响其他功能。</p>
      <dl>
        <dt>位置</dt><dd>用于查询附近网点</dd>
        <dt>相机</dt><dd>用于扫描二维码</dd>
        <dt>通知</dt><dd>用于接收交易提醒</dd>
      </dl>
      <p>您可以随时在浏览器的网站设置中关闭这些权限。</p>
    </div>
    ${when(has("tight-paragraphs"), `<div class="tight"><p>您可以随时在系统设置中打开或者关闭上面列出的任何一项权限，关闭以后我们不会反复询问。</p>
      <p>如果您更换了手机，或者重新安装了本应用，系统会在您使用对应功能时再次征求您的同意。</p></div>`)}`;

  const withdraw = () => `
    <h1 tabindex="-1">撤回同意</h1>
    <div class="card"><p>撤回后，我们不再处理需要您同意才能处理的信息，您仍可以浏览公开内容。</p>
      ${when(!has("no-withdraw"), '<button type="button" class="main" id="withdraw-now" data-do="withdraw">确认撤回</button>')}
      <p id="withdraw-status" role="status"></p></div>`;

  const correct = () => `
    <h1 tabindex="-1">更正个人信息</h1>
    <div class="card"><p>您可以更正登记的联系电话，我们在15个工作日内办结。</p>
      ${field("correct", "phone", "新的联系电话", 'type="tel" inputmode="numeric" autocomplete="off"')}
      <button type="button" class="main" id="correct-submit" data-right="correct">提交更正</button>
      <p id="correct-status" role="status"></p></div>`;

  const tick = (id, text) => `<div class="consent"><input type="checkbox" id="${id}"><label for="${id}">${text}</label></div>`;
  const erase = () => `
    <h1 tabindex="-1">删除个人信息</h1>
    <div class="card"><p>请选择要删除的信息。法律要求保存的交易记录除外。</p>
      ${tick("erase-searches", "搜索记录")}${tick("erase-visits", "浏览记录")}
      <button type="button" class="main" id="erase-submit" data-right="erase">删除所选信息</button>
      <p id="erase-status" role="status"></p></div>`;

  // Three steps: conditions, one-time code, last question.
  const remove = () => `
    <h1 tabindex="-1">注销账号</h1>
    <div class="card" id="delete-conditions"><p>注销后账号信息将被删除或匿名化处理，请先结清账户余额。</p>
      <button type="button" class="main" id="delete-now" data-right="begin">申请注销</button></div>
    <div class="card" id="delete-identity" hidden><h2>验证身份</h2>
      ${field("delete", "code", "短信验证码", 'inputmode="numeric" autocomplete="one-time-code"')}
      ${when(has("closing-asks-photo"), '<button type="button" id="delete-photo" data-do="none">上传手持身份证照片</button>')}
      <p id="delete-error" class="error" role="alert" hidden></p>
      <button type="button" class="main" id="delete-next" data-right="next">下一步</button></div>
    <div class="card" id="delete-last" hidden><h2>最后确认</h2>
      <p>确认后账号立即退出，我们将在${has("closing-too-slow") ? 30 : 15}个工作日内删除或匿名化处理您的个人信息。</p>
      <button type="button" class="main" id="delete-confirm" data-do="delete">确认注销</button>
      <p id="delete-status" role="status"></p></div>`;

  const filing = () => when(!has("no-filing"), `<dt>APP备案号</dt>
    <dd><a id="about-filing" href="https://beian.miit.gov.cn/">${has("bad-filing") ? "沪ICP备2024号-1A" : "沪ICP备20240001号-1A"}</a></dd>`);
  const about = () => `
    <h1 tabindex="-1">关于我们</h1>
    ${when(has("pale-icon"), iconButton("about-code", "二维码", BLOCK))}
    ${when(has("drawn-text"), '<p><img id="about-poster" src="poster.svg" alt="" width="320" height="72"></p>')}
    <div class="card"><dl>
      <dt>运营者</dt><dd>示例银行股份有限公司（虚构）</dd>
      <dt>版本</dt><dd>1.0.0</dd>
      ${filing()}
    </dl></div>
    ${when(!has("no-complaint"), `<h2>投诉渠道</h2>
    <div class="card">
      <p>投诉热线 95000</p>
      <p>投诉邮箱 complaint@bank.example</p>
      <p><a id="about-complaint" href="#/complaint">在线投诉</a></p>
      <p>我们将在${has("slow-complaint") ? 30 : 15}个工作日内答复</p>
    </div>`)}
    <ul class="rows">
      ${policyRow("about-policy")}
      ${row("about-agreement", agreement, "用户协议")}
      ${when(has("policy-deep"), row("about-legal", "#/legal", "法律信息"))}
    </ul>
    ${when(has("crowded-icons") && !State.elderly, `<div class="crowded">${iconButton("about-like", "收藏", DISC)}${iconButton("about-ask", "咨询", BLOCK)}${iconButton("about-call", "致电", DISC)}</div>`)}`;

  // Only reached under the defect policy-deep: home, settings, about, legal, documents, policy.
  const legal = () => `
    <h1 tabindex="-1">法律信息</h1>
    <ul class="rows">${when(has("policy-deep"), row("legal-documents", "#/documents", "文件汇编"))}</ul>`;
  const documents = () => `
    <h1 tabindex="-1">文件汇编</h1>
    <ul class="rows">${row("documents-policy", policy, "隐私政策")}</ul>`;

  const complaint = () => `
    <h1 tabindex="-1">意见受理</h1>
    <form id="complaint-form" class="card">
      <div class="field"><label for="complaint-text">请描述您遇到的问题</label>
        <textarea id="complaint-text" name="text" rows="4"></textarea></div>
      <button type="submit" class="main" id="complaint-submit">提交意见</button>
      <p id="complaint-status" role="status"></p>
    </form>`;

  const TOPICS = ["关于调整部分时段转账服务安排并提醒您及时更新身份证件资料的公告", "关于防范假冒客服电话和短信骗取验证码与银行卡密码的安全提示"];
  const help = () => `
    <h1 tabindex="-1">帮助中心</h1>
    <div class="card">
      <h2>公告</h2>
      <iframe id="help-board" title="公告栏" src="board.html${State.elderly ? "?mode=elderly" : ""}"></iframe>
    </div>
    <div class="card">
      <h2>常见问题</h2>
      <p>忘记密码时，请携带身份证件到网点办理。</p>
      <p>客服热线</p>
      <bank-hotline id="help-hotline" number="95000"></bank-hotline>
      ${when(has("dead-link"), '<p><a id="help-dead" href="guide-2019.html">转账操作指南</a></p>')}
    </div>
    ${when(has("stacked-buttons"), `<div class="stacked">${iconButton("help-like", "收藏本页", DISC)}${iconButton("help-share", "分享本页", BLOCK)}</div>`)}
    ${when(has("button-in-button"), '<button type="button" id="help-box" data-do="none">需要帮助？<a id="help-chat" href="#/complaint">在线客服</a></button>')}
    ${when(has("photo-banner"), '<div class="photo"><p id="help-slogan">守护您的每一笔资金</p></div>')}
    ${when(has("ellipsis-titles"), `<ul class="rows topics">${TOPICS.map((said, at) =>
      `<li><a href="#/complaint"><span id="help-topic-${at + 1}">${said}</span></a></li>`).join("")}</ul>`)}`;

  const CALLED = { "nearby-locate": "位置", "scan-start": "相机", "messages-on": "通知" };
  const feature = (id, title, purpose, button, rest = "") => `
    <h1 tabindex="-1">${title}</h1>
    <div class="card">
      ${when(!has("no-purpose"), `<p>${has("vague-purpose") ? `为保证正常使用，请允许${CALLED[id]}权限。` : purpose}</p>`)}
      <button type="button" class="main" id="${id}">${button}</button>
      ${rest}
      <p id="${id}-status" role="status"></p>
    </div>
    ${when(!State.elderly && has("tiny-close") && id === "messages-on", floating("messages-popup", "messages-popup-close", "语音播报上线"))}
    ${when(!State.elderly && has("close-in-corner") && id === "scan-start", floating("scan-popup", "scan-popup-close", "语音播报上线", true))}`;
  const nearby = () => feature("nearby-locate", "附近网点", "位置信息仅用于查询附近网点，可以拒绝。", "查询我附近的网点",
    "<p>示例路支行：示例市示例路 1 号</p><p>样本街支行：示例市样本街 2 号</p>");
  const scan = () => feature("scan-start", "扫一扫", "相机仅用于扫描二维码，可以拒绝。", "开始扫描",
    '<video id="scan-video" muted playsinline hidden aria-label="相机画面"></video>');
  const messages = () => feature("messages-on", "消息提醒", "通知仅用于接收交易提醒，可以拒绝。", "开启消息通知");

  const field = (form, name, label, attributes, more = "") => `<div class="field">
    <label for="${form}-${name}">${label}</label>
    <div class="with-button"><input id="${form}-${name}" name="${name}" ${attributes}>${more}</div></div>`;
  const secret = () => (has("password-visible") ? "text" : "password");

  const register = () => `
    <h1 tabindex="-1">注册</h1>
    <form id="register-form" class="card" novalidate>
      <div class="consent"><input type="checkbox" id="register-agree" name="agree">
        <label for="register-agree">我已阅读并同意下列文件</label></div>
      <ul class="rows">${policyRow("register-policy")}${row("register-agreement", agreement, "用户协议")}</ul>
      ${field("register", "phone", "手机号码", 'type="tel" inputmode="numeric" autocomplete="tel-national"')}
      ${field("register", "code", "短信验证码", 'inputmode="numeric" autocomplete="one-time-code"',
        '<button type="button" id="register-send-code" data-do="send-code">获取验证码</button>')}
      <p id="register-code-status" role="status"></p>
      ${field("register", "name", "真实姓名", 'type="text" autocomplete="name"')}
      ${field("register", "id_number", "身份证件号码", 'type="text" autocomplete="off"')}
      ${field("register", "id_expiry", "证件有效期", 'type="text" autocomplete="off"')}
      ${field("register", "card", has("no-second-factor") ? "本人银行卡号（选填）" : "本人银行卡号", 'type="text" inputmode="numeric" autocomplete="cc-number"')}
      ${when(has("asks-address"), field("register", "address", "家庭住址（必填）", 'type="text" autocomplete="off"'))}
      ${when(has("asks-contacts-field"), field("register", "contact", "紧急联系人手机号（必填）", 'type="tel" autocomplete="off"'))}
      ${field("register", "password", "设置密码", `type="${secret()}" autocomplete="new-password"`)}
      <p id="register-error" class="error" role="alert" hidden></p>
      <button type="submit" class="main" id="register-submit">提交注册</button>
    </form>
    <p id="register-done" class="card done" role="status" hidden>注册成功，请登录</p>`;

  const login = () => `
    <h1 tabindex="-1">登录</h1>
    <form id="login-form" class="card" novalidate>
      ${when(!has("face-only"), field("login", "account", "登录账号", 'type="text" autocomplete="username"')
        + field("login", "password", "登录密码", `type="${secret()}" autocomplete="current-password"`))}
      ${when(has("captcha-only-picture"), '<p><img id="login-captcha" src="captcha.svg" alt="图形验证码" width="140" height="56"></p>')}
      <p id="login-error" class="error" role="alert" hidden></p>
      ${when(!has("face-only"), '<button type="submit" class="main" id="login-submit">立即登录</button>')}
      ${when(!has("captcha-only-picture"), '<button type="button" id="login-face" data-ask="face">人脸登录</button>')}
      <p id="face-status" role="status"></p>
    </form>
    <p><a id="login-register" href="#/register">没有账号，去注册</a></p>
    <p><a id="login-reset" href="#/reset">忘记密码</a></p>`;

  const reset = () => `
    <h1 tabindex="-1">忘记密码</h1>
    <form id="reset-form" class="card" novalidate>
      ${field("reset", "phone", "手机号码", 'type="tel" inputmode="numeric" autocomplete="tel-national"')}
      ${field("reset", "code", "短信验证码", 'inputmode="numeric" autocomplete="one-time-code"',
        '<button type="button" id="reset-send-code" data-do="send-reset-code">获取验证码</button>')}
      <p id="reset-code-status" role="status"></p>
      ${field("reset", "name", "真实姓名", 'type="text" autocomplete="name"')}
      ${field("reset", "id_number", "身份证件号码", 'type="text" autocomplete="off"')}
      ${field("reset", "new_password", "新密码", 'type="password" autocomplete="new-password"')}
      <p id="reset-error" class="error" role="alert" hidden></p>
      <button type="submit" class="main" id="reset-submit">重置密码</button>
    </form>
    <p id="reset-done" class="card done" role="status" hidden>密码已重置，请重新登录</p>`;

  const account = () => `
    <h1 tabindex="-1">我的账户</h1>
    ${when(has("icon-photo"), '<button type="button" class="portrait" id="account-portrait" data-do="none" aria-label="我的头像"></button>')}
    <div class="card"><dl>
      <dt>户名</dt><dd>测**</dd>
      <dt>手机号码</dt><dd>138****0001</dd>
      <dt>储蓄卡</dt><dd>${has("clear-card") ? "6217000000000000012" : "尾号 0012"}</dd>
      <dt>余额</dt><dd id="account-balance">****</dd>
    </dl>
    <button type="button" id="account-show" data-do="balance" aria-pressed="false">显示余额</button></div>
    <p><a class="button" id="account-transfer" href="#/transfer">转账汇款</a></p>`;

  const transfer = () => `
    <h1 tabindex="-1">转账汇款</h1>
    <form id="transfer-form" class="card" novalidate>
      <p>付款账户：储蓄卡 尾号 0012</p>
      ${field("transfer", "payee", "收款人姓名", 'type="text" autocomplete="off"')}
      ${field("transfer", "to", "收款账号", 'type="text" inputmode="numeric" autocomplete="off"')}
      ${field("transfer", "amount", "金额（元）", 'type="text" inputmode="decimal" autocomplete="off"')}
      <p id="transfer-error" class="error" role="alert" hidden></p>
      <button type="submit" class="main" id="transfer-submit">确认转账</button>
    </form>
    <form id="transfer-verify" class="card" novalidate hidden>
      ${field("transfer", "code", "短信验证码", 'inputmode="numeric" autocomplete="one-time-code"')}
      <p id="transfer-code-error" class="error" role="alert" hidden></p>
      <button type="submit" class="main" id="transfer-confirm">核验并转账</button>
    </form>
    <p id="transfer-status" role="status"></p>`;

  return {
    policy, agreement,
    all: {
      home, search, settings, privacy, collected, shared, permissions, withdraw, correct, erase, delete: remove, about, legal,
      documents, complaint, help, nearby, scan, messages, register, login, reset, account, transfer,
    },
  };
})();
