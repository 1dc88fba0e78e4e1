// What only the policy's page does: defects take parts out, leave lists open, write it in traditional characters.
"use strict";
(() => {
  document.getElementById("policy-vague").hidden = !Defects.has("policy-vague");
  const OUT = ["no-operator", "no-date", "no-storage", "no-rights", "omits-camera", "omits-sdk", "no-complaint", "no-minors"];
  for (const name of OUT.filter((each) => Defects.has(`policy-${each}`))) {
    for (const part of document.querySelectorAll(`.policy-${name.replace(/^(no|omits)-/, "")}`)) part.remove();
  }
  if (!Defects.has("policy-traditional")) return;
  const HANS = "与专业个为举于仅们会传关内册况减则删办务区华单发号后响国场处备复实对岁并应开当录征态户扫护报拨摄时显机权构标注浏满点状独电监盘码确种称简类系纳经结络绝统维缴网联脱脸荐营虚规览认许设证识诉话请读负责账费资转输运还这进邮里银销键门闭问阅随隐页额验";
  const HANT = "與專業個為舉於僅們會傳關內冊況減則刪辦務區華單發號後響國場處備複實對歲並應開當錄徵態戶掃護報撥攝時顯機權構標註瀏滿點狀獨電監盤碼確種稱簡類繫納經結絡絕統維繳網聯脫臉薦營虛規覽認許設證識訴話請讀負責賬費資轉輸運還這進郵裡銀銷鍵門閉問閱隨隱頁額驗";
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    node.data = [...node.data].map((one) => HANT[HANS.indexOf(one)] ?? one).join("");
  }
})();
