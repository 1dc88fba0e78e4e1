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
      tell(done(await ask()));
    } catch {
      tell(REFUSED);
      if (has("denial-loop")) setTimeout(() => document.getElementById(id) && use(id), 400);
      if (has("denial-blocks")) document.querySelector("main").innerHTML = "<h1>请先授权</h1><p>不授权无法继续</p>";
    }
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
    beforeConsent: () => has("geolocation-before-consent") && locate().catch(() => {}),
    onHome: () => has("camera-on-home") && navigator.mediaDevices && film().catch(() => {}),
  };
})();
