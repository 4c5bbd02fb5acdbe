// A dialog with a link to a file: how long it is good for is chosen, and it is signed when it is copied.

import * as api from "./api.js";
import { button, element, say, worded } from "./dom.js";
import { duration, endTime, text, toldOf } from "./text.js";

// What is offered, in seconds, as far as the service allows it.
const LIVES = [300, 3600, 86400];

let file = null;
let maxLife = LIVES[0];
let life = LIVES[0];
// Which answer is the last that was asked for.
let asked = 0;

const lives = element("div", { class: "lives" });
const link = element("input", { type: "text", id: "share-url", readonly: true, dir: "ltr", "data-do": "link" });
const end = element("p", { class: "end", id: "share-end", role: "status" });
const subject = element("bdi", { class: "name" });
const dialog = element("dialog", { id: "share", "aria-labelledby": "share-title" },
  worded("h2", "share-title", { id: "share-title" }),
  subject,
  worded("p", "share-who", { class: "quiet" }),
  element("fieldset", { class: "ways" }, worded("legend", "share-life"), lives),
  element("label", { class: "share-link" }, worded("span", "share-link", { class: "quiet" }), link),
  end,
  element("div", { class: "buttons" }, button("copy-link", "copy", copy), button("close", "close", () => dialog.close())));
// A click on what is behind the dialog.
dialog.addEventListener("click", (event) => {
  if (event.target === dialog) dialog.close();
});
link.addEventListener("focus", () => link.select());

export function setMaxLink(seconds) {
  maxLife = seconds;
}

export function share(newFile) {
  file = newFile;
  const offered = LIVES.filter((seconds) => seconds <= maxLife);
  if (offered.length === 0) offered.push(maxLife);
  if (!offered.includes(life)) life = offered[0];
  lives.replaceChildren(...offered.map((seconds) => {
    const choice = element("input", { type: "radio", name: "life", value: seconds, checked: seconds === life });
    choice.addEventListener("change", () => {
      life = seconds;
      sign();
    });
    return element("label", {}, choice, ` ${duration(seconds)}`);
  }));
  subject.textContent = file.name;
  document.body.append(dialog);
  dialog.showModal();
  sign();
}

/** Shows a fresh link. Says whether there is one. */
async function sign() {
  asked += 1;
  const mine = asked;
  end.textContent = text("share-signing");
  link.value = "";
  try {
    const { show, download } = await api.file(file.id, life);
    if (mine !== asked) return false;
    const { url, expires_in: seconds } = show ?? download;
    link.value = url;
    end.textContent = text("good-until", { time: endTime(seconds) });
    return true;
  } catch (error) {
    if (mine === asked) end.textContent = text(...toldOf(error));
    return false;
  }
}

/** The clipboard is given a promise: some browsers let a page write to it only while it handles the click itself. */
async function copy() {
  const signing = sign().then((isSigned) => {
    if (!isSigned) throw new Error();
    return new Blob([link.value], { type: "text/plain" });
  });
  try {
    await navigator.clipboard.write([new ClipboardItem({ "text/plain": signing })]);
    end.textContent = `${text("copied")} ${end.textContent}`;
    say(end.textContent);
  } catch {
    // Without a link it says why already.
    if (!link.value) return;
    link.focus();
    end.textContent = `${text("not-copied")} ${end.textContent}`;
  }
}
