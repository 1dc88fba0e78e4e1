// Installed before a page's own scripts: writes down who asks for which permission, and whether the user had
// just done something. The page's own calls go through unchanged.
//
// KEY is the sessionStorage key of this visit; a key that is not there yet means a first start.
(function record(KEY) {
  "use strict";
  let store = null;
  try {
    store = window.sessionStorage;
    if (store.getItem(KEY) === null) {
      store.clear();
      store.setItem(KEY, "[]");
    }
  } catch (error) {
    return; // a page without storage of its own (about:blank, sandboxed frame) cannot ask either
  }

  // A page may clear its own storage; what was asked for before stays known.
  function keep(name, touches) {
    const original = Storage.prototype[name];
    Storage.prototype[name] = new Proxy(original, {
      apply(target, self, args) {
        const noted = self === store && touches(args) ? store.getItem(KEY) : null;
        const result = Reflect.apply(target, self, args);
        if (noted !== null) Reflect.apply(put, store, [KEY, noted]);
        return result;
      },
    });
  }
  const put = Storage.prototype.setItem;
  keep("clear", () => true);
  keep("removeItem", (args) => args[0] === KEY);

  function note(kind) {
    const seen = JSON.parse(store.getItem(KEY) || "[]");
    const activation = navigator.userActivation;
    seen.push({ kind: kind, time_ms: Date.now(), url: location.href, user_activated: activation ? activation.isActive : null });
    store.setItem(KEY, JSON.stringify(seen));
  }

  function wrap(owner, name, kinds) {
    if (!owner || typeof owner[name] !== "function") return;
    const original = owner[name];
    Object.defineProperty(owner, name, {
      configurable: true,
      writable: true,
      value: new Proxy(original, {
        apply(target, self, args) {
          for (const kind of kinds(args)) note(kind);
          return Reflect.apply(target, self, args);
        },
      }),
    });
  }

  const media = (args) => ["video", "audio"].filter((each) => (args[0] || {})[each]).map((each) => (each === "video" ? "camera" : "microphone"));
  wrap(window.Geolocation && Geolocation.prototype, "getCurrentPosition", () => ["geolocation"]);
  wrap(window.Geolocation && Geolocation.prototype, "watchPosition", () => ["geolocation"]);
  wrap(window.MediaDevices && MediaDevices.prototype, "getUserMedia", media);
  wrap(window.Navigator && Navigator.prototype, "getUserMedia", media);
  wrap(window.Navigator && Navigator.prototype, "webkitGetUserMedia", media);
  wrap(window.PushManager && PushManager.prototype, "subscribe", () => ["notifications"]);
  wrap(window.Notification, "requestPermission", () => ["notifications"]);
  wrap(window.Clipboard && Clipboard.prototype, "readText", () => ["clipboard"]);
  wrap(window.Clipboard && Clipboard.prototype, "read", () => ["clipboard"]);
})
