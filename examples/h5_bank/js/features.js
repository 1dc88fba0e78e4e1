// Features that need a permission: asked for on a tap only, and a no is taken once.
"use strict";
const Features = (() => {
  const has = Defects.has;
  const REFUSED = "未获得授权，您仍可使用其他功能";
  const locate = () => new Promise((yes, no) => navigator.geolocation.getCurrentPosition(yes, no, { timeout: 8000 }));
  const film = () => navigator.mediaDevices.getUserMedia({ video: true });
  const notify = async () => {
    if ((await Notification.requestPermission()) !== "granted") throw new Error("denied");
  };
  const clipboard = () => navigator.clipboard && navigator.clipboard.readText().catch(() => {});
  const CALLED = { "nearby-locate": "位置", "scan-start": "相机", "messages-on": "通知" };
  const features = {
    "nearby-locate": [locate, () => "离您最近的是示例路支行"],
    "scan-start": [film, (stream) => {
      const video = document.getElementById("scan-video");
      if (!video) { for (const track of stream.getTracks()) track.stop(); return ""; }
      video.srcObject = stream;
      video.hidden = false;
      video.play();
      return "请将二维码放入画面";
    }],
    "messages-on": [notify, () => "已开启交易提醒"],
  };

  async function use(id) {
    const [ask, done] = features[id];
    const tell = (text) => {
      const status = document.getElementById(`${id}-status`);
      if (status) status.textContent = text;
    };
    try {
      if (has("asks-all-at-once") && id === "nearby-locate") await locate().finally(film);
      tell(done(await ask()));
    } catch {
      tell(REFUSED);
      if (has("settings-loop")) box(id);
      if (has("denial-loop")) setTimeout(() => document.getElementById(id) && use(id), 400);
      if (has("denial-blocks")) document.querySelector("main").innerHTML = "<h1>请先授权</h1><p>不授权无法继续</p>";
    }
  }

  /** The box of the defect settings-loop, which comes back when it is closed. */
  function box(id) {
    const main = document.querySelector("main");
    if (!document.getElementById(id) || document.getElementById("again")) return;
    main.insertAdjacentHTML("beforeend", `<div class="card" id="again" role="dialog" aria-labelledby="again-title">
      <h2 id="again-title">${CALLED[id]}权限申请</h2>
      <p>您已拒绝${CALLED[id]}权限，请在浏览器的网站设置中开启，以便${document.getElementById(id).textContent}。</p>
      <button type="button" id="again-close">取消</button> <button type="button" id="again-settings">去设置</button></div>`);
    for (const name of ["again-close", "again-settings"]) document.getElementById(name).onclick = () => {
      document.getElementById("again").remove();
      setTimeout(() => box(id), 400);
    };
  }

  /** What defects do at a start: ask before consent, or once more for what was refused. */
  function atStart() {
    if (!State.agreed && has("geolocation-before-consent")) locate().catch(() => {});
    if (!State.agreed && has("clipboard-before-consent")) clipboard();
    if (State.agreed && has("asks-each-start")) locate().catch(() => {});
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button || !(button.id in features)) return;
    if (State.agreed || has("no-notice")) use(button.id);
    else Notice.open(); // who only looks around is asked for consent first
  });
  // Scanning ends with its page.
  window.addEventListener("hashchange", () => {
    const video = document.getElementById("scan-video");
    if (video && video.srcObject) for (const track of video.srcObject.getTracks()) track.stop();
  });
  return {
    atStart,
    onHome: () => {
      if (has("camera-on-home") && navigator.mediaDevices) film().catch(() => {});
      if (has("clipboard-on-home")) clipboard();
    },
  };
})();
