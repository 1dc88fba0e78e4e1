// What the bank keeps: in localStorage what outlives a restart, in sessionStorage a refusal.
"use strict";
const State = (() => {
  const read = (key) => localStorage.getItem(`h5bank.${key}`);
  const write = (key, value) =>
    value === null ? localStorage.removeItem(`h5bank.${key}`) : localStorage.setItem(`h5bank.${key}`, value);
  let unkept = false; // the elderly mode under the defect elderly-not-kept
  let refused = false; // a refusal under the defect notice-each-start
  if (Defects.has("personalised-comes-back")) write("personalised", "yes");
  const state = {
    get agreed() { return read("agreed") === "yes"; },
    set agreed(on) { write("agreed", on ? "yes" : null); },
    get declined() {
      return Defects.has("notice-each-start") ? refused : sessionStorage.getItem("h5bank.declined") === "yes";
    },
    set declined(on) {
      refused = on;
      if (on) sessionStorage.setItem("h5bank.declined", "yes");
      else sessionStorage.removeItem("h5bank.declined");
    },
    get elderly() { return Defects.has("elderly-not-kept") ? unkept : read("elderly") === "yes"; },
    set elderly(on) {
      if (Defects.has("elderly-not-kept")) unkept = on;
      else write("elderly", on ? "yes" : null);
      state.show();
    },
    get loggedIn() { return read("account") !== null; },
    logIn: (account) => write("account", account),
    /** Refused logins since the last one that was right. */
    get failures() { return Number(read("failures") || 0); },
    set failures(times) { write("failures", times ? String(times) : null); },
    logOut: () => write("account", null),
    /** Customer pages that this tab has shown: under the defect back-after-logout they stay there. */
    wasShown: (name) => sessionStorage.getItem(`h5bank.shown.${name}`) !== null,
    noteShown: (name) => sessionStorage.setItem(`h5bank.shown.${name}`, "yes"),
    /** When a one-time code was asked for, ms since 1970; 0 for never. */
    get codeAt() { return Number(read("code-at") || 0); },
    set codeAt(moment) { write("code-at", String(moment)); },
    /** A code was asked for, and no registration has used it. */
    get codeOpen() { return read("code-open") === "yes"; },
    set codeOpen(on) { write("code-open", on ? "yes" : null); },
    get personalised() { return read("personalised") === "yes"; },
    set personalised(on) { write("personalised", on ? "yes" : null); },
    get size() { return read("size") || "normal"; },
    set size(name) { write("size", name); state.show(); },
    /** Put mode and text size on the root element. */
    show() {
      const root = document.documentElement.classList;
      root.toggle("elderly", state.elderly);
      root.toggle("large", state.size === "large");
      root.toggle("largest", state.size === "largest");
    },
  };
  return state;
})();
