// How far everything is, in a line above the rows and in the title of the tab.

import { byId } from "./dom.js";
import { isFinished, isRunning, isUnfinished, sentBytes, speed } from "./states.js";
import { left, rate, size, text } from "./text.js";
import { cancel, pause, start } from "./upload.js";

/** What can be done to several uploads with one button. */
export const ALL = {
  "pause-all": {
    applies: ({ kind, state }) => kind === "multipart" && ["sending", "retrying", "offline"].includes(state), action: pause,
  },
  "resume-all": { applies: ({ state }) => state === "paused", action: start },
  "retry-all": { applies: ({ state }) => state === "failed", action: start },
  "cancel-all": { applies: (upload) => isRunning(upload) || ["paused", "failed"].includes(upload.state), action: cancel },
};

export function showTotal(uploads) {
  const counted = uploads.filter((upload) => isUnfinished(upload) || ["arrived", "failed"].includes(upload.state));
  const running = counted.filter(isRunning);
  const whole = sum(counted, (upload) => upload.file.size);
  const sent = sum(counted, (upload) => (upload.state === "arrived" ? upload.file.size : sentBytes(upload)));
  const arrived = counted.filter((upload) => upload.state === "arrived").length;
  const bytes = sum(running, speed);
  const texts = [text("some-of", { some: arrived, all: text("files", { count: counted.length }) })];
  if (running.length > 0) texts.push(text("some-of", { some: size(sent), all: size(whole) }));
  if (bytes > 0) texts.push(rate(bytes), left((whole - sent) / bytes));
  byId("total-text").textContent = counted.length > 0 ? texts.join(" · ") : "";
  byId("total").hidden = running.length === 0;
  byId("total").max = Math.max(whole, 1);
  byId("total").value = sent;
  for (const [id, { applies }] of Object.entries(ALL)) byId(id).hidden = uploads.filter(applies).length < 2;
  byId("remove-finished").hidden = !uploads.some(isFinished);
  const title = text("title");
  document.title = running.length > 0 ? `${Math.floor((sent / Math.max(whole, 1)) * 100)} % · ${title}` : title;
}

const sum = (uploads, of) => uploads.reduce((total, upload) => total + of(upload), 0);
