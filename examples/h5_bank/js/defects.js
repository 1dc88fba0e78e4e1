// Defects that can be switched on by name: ?defects=contrast,preticked. defects.toml describes each; what real
// apps do and no check may mind is switched on in the same way, and told in behaviours.toml.
"use strict";
const Defects = (() => {
  const KNOWN = [
    "contrast", "unnamed-button", "small-target", "unclear-link", "name-repeats-role", "zoom-blocked", "image-alt",
    "pale-icon", "crowded-icons", "tiny-close", "close-in-corner", "stacked-buttons", "button-in-button",
    "reversed-order", "twin-names", "tight-paragraphs", "drawn-text", "red-only-error",
    "tiny-close-elderly", "asks-three-fingers", "captcha-only-picture", "changes-by-itself", "text-does-not-reach-30",
    "photo-banner", "icon-photo", "countdown", "ellipsis-titles",
    "elderly-no-entry", "elderly-no-settings-entry", "elderly-small-text", "elderly-small-target",
    "elderly-line-spacing", "elderly-ads", "elderly-search-alias", "elderly-not-kept",
    "guest-account", "id-checksum", "account-enumeration", "no-second-factor", "code-not-checked",
    "no-real-name", "registration-down",
    "no-lock", "reset-without-identity", "transfer-unverified", "back-after-logout",
    "code-reusable", "no-resend-wait", "weak-passwords-accepted", "expired-accepted", "under-age-accepted", "face-only",
    "password-visible", "clear-card",
    "no-notice", "only-agree", "got-it", "preticked", "decline-traps",
    "home-before-notice", "pale-decline", "big-agree", "guest-blocked", "notice-each-start", "back-is-consent",
    "policy-deep", "policy-in-agreement",
    "no-lists", "lists-columns", "no-withdraw", "no-complaint", "slow-complaint", "no-filing", "bad-filing",
    "no-correct", "no-delete", "no-closing", "withdraw-does-nothing", "closing-asks-photo", "closing-too-slow",
    "closing-keeps-login", "no-personalised-switch", "personalised-comes-back", "no-separate-consent",
    "partner-without-consent",
    "geolocation-before-consent", "camera-on-home", "no-purpose", "denial-loop", "denial-blocks",
    "clipboard-before-consent", "clipboard-on-home", "vague-purpose", "asks-all-at-once", "asks-each-start",
    "settings-loop", "asks-address", "asks-contacts-field",
    "overflow-320", "cut-text-scale", "dark-contrast", "dead-link", "unrelated-link",
    "policy-traditional", "policy-pale", "policy-tiny", "policy-no-operator", "policy-no-date", "policy-no-storage",
    "policy-no-rights", "policy-omits-camera", "policy-omits-sdk", "policy-vague", "policy-no-complaint", "policy-no-minors",
  ];
  const asked = (new URLSearchParams(location.search).get("defects") || "")
    .split(",").map((name) => name.trim()).filter(Boolean);
  for (const name of asked) if (KNOWN.includes(name)) document.documentElement.classList.add(`defect-${name}`);
  return {
    KNOWN,
    has: (name) => asked.includes(name),
    unknown: asked.filter((name) => !KNOWN.includes(name)),
  };
})();
